package config

import "testing"

// Numbers, extensions and passwords without quotes are what stands there, not what
// YAML makes of a number that begins with 0 or +.
func TestNumbersAsWritten(t *testing.T) {
	file := func(numbers string) []byte {
		return []byte(`
services:
  - {id: orders, name: {ko: 2024}, numbers: [` + numbers + `], ring: 15s}
agents:
  - {id: kim, name: 007, extension: 0101, sip_password: 012345670123, services: {orders: 1}}
`)
	}
	for _, other := range []string{"0x10", "1_588", "15.88", "true"} {
		if c, err := Parse("f.yaml", file(other)); err == nil {
			t.Errorf("%s is taken as the number %v", other, c.Services[0].Numbers)
		}
	}
	c, err := Parse("f.yaml", file("0212345670, +8215880001, 15880001"))
	if err != nil {
		t.Fatal(err)
	}
	s, a := c.Services[0], c.Agents[0]
	for i, want := range []string{"0212345670", "+8215880001", "15880001"} {
		if got := s.Numbers[i].Number; got != want {
			t.Errorf("number %s, want %s", got, want)
		}
	}
	if s.Name.Ko != "2024" || a.Name != "007" || a.Extension != "0101" || a.SIPPassword != "012345670123" {
		t.Errorf("name %q, agent %q, extension %q, password %q", s.Name.Ko, a.Name, a.Extension, a.SIPPassword)
	}
}
