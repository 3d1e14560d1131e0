package app

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// config check says, with line and key, what serve and a reload would refuse, all of it
// together: files and sounds that are not there, menus and hours that nobody made. What its
// writer hardly means it warns of.
func TestConfigCheckLooksFurther(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "c.yaml")
	check := func(text string) (string, error) {
		t.Helper()
		if err := os.WriteFile(file, []byte("data: "+filepath.Join(dir, "data")+"\n"+text), 0o600); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		err := ConfigCheck(&out, file)
		return out.String(), err
	}
	_, err := check(`sms: {provider: nhn, nhn: {app_key: k, secret_key_file: /nowhere/key}}
menus:
  - {id: main, greeting: "sound:hello", then: {do: message, prompt: /nowhere/bye.wav}}
services:
  - id: orders
    menu: night
    hours: weekdays
    numbers: [{number: "15880001", menu: main}, {number: "15880002", menu: lunch}]
    target: 0
`)
	if err == nil {
		t.Fatal("it is good")
	}
	for _, want := range []string{
		`:2:57: sms.nhn.secret_key_file: cannot be read`,
		`:4:26: menus[0].greeting: there is no sound "hello"`,
		`:4:69: menus[0].then.prompt: there is no file "/nowhere/bye.wav"`,
		`:7:11: services[0].menu: there is no menu "night"`,
		`:8:12: services[0].hours: there are no hours "weekdays"`,
		`:9:76: services[0].numbers[1].menu: there is no menu "lunch"`,
		`:10:13: services[0].target: 0 is out of range`,
	} {
		if !strings.Contains(err.Error(), file+want) {
			t.Errorf("without %s:\n%v", want, err)
		}
	}
	said, err := check(`sms: {provider: smpp, smpp: {address: "a:1", system_id: x, password: p}}
menus:
  - {id: main, then: {do: voicemail}}
services:
  - {id: orders, menu: main, when_closed: {do: callback}}
`)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`:2:17: sms.provider: smpp does not say which senders there are`, `:4:27: menus[0].then.do: needs the setting callbacks.enabled`, `:6:48: services[0].when_closed.do: needs the setting callbacks.enabled`, " is good ("} {
		if !strings.Contains(said, want) {
			t.Errorf("without %s:\n%s", want, said)
		}
	}
}

// What was made on screen may be named in the file: config check looks it up, beside a
// program that runs; a reload that finds nothing says where in the file.
func TestFileNamesWhatIsStored(t *testing.T) {
	r := start(t, t.TempDir())
	if st := r.api("POST", "/menus", `{"id":"night","name":{"ko":"야간"},"then":{"do":"hangup"}}`, nil); st >= 300 {
		t.Fatalf("a menu: %d", st)
	}
	good, err := os.ReadFile(r.file)
	if err != nil {
		t.Fatal(err)
	}
	with := func(menu string) {
		t.Helper()
		if err := os.WriteFile(r.file, bytes.Replace(good, []byte("id: orders"), []byte("id: orders\n    menu: "+menu), 1), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	with("night")
	if bytes.Equal(good, readFile(t, r.file)) {
		t.Fatal("the file has no such service")
	}
	if err := ConfigCheck(&out, r.file); err != nil || !strings.Contains(out.String(), "is good") || strings.Contains(out.String(), "not looked at") {
		t.Errorf("%v %s", err, out.String())
	}
	if err := r.centre.Reload(t.Context()); err != nil {
		t.Errorf("%v", err)
	}
	with("lunch")
	for what, err := range map[string]error{"check": ConfigCheck(&out, r.file), "reload": r.centre.Reload(t.Context())} {
		if err == nil || !strings.Contains(err.Error(), `services[0].menu: there is no menu "lunch"`) || !strings.Contains(err.Error(), r.file+":") {
			t.Errorf("%s: %v %s", what, err, out.String())
		}
	}
}

func readFile(t *testing.T, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
