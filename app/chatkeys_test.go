package app

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// sends uploads a file of a customer and returns its id and its address.
func (c *customer) sends(name string) (id, address string) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), "POST", "http://"+c.r.httpAddr+"/chat/files?name="+name, strings.NewReader("%PDF-1.4\n"))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	var made struct{ ID, URL string }
	if err := json.NewDecoder(res.Body).Decode(&made); err != nil || res.StatusCode != 201 {
		c.t.Fatalf("a file: %d %v", res.StatusCode, err)
	}
	return made.ID, made.URL
}

// A customer gets nothing of another one's: neither by its room, nor by its file, nor with a
// key that was given for something else (W-23).
func TestCustomersKeepToTheirOwn(t *testing.T) {
	r := start(t, t.TempDir())
	r.chatSite(t)
	a, b := r.visitor(t), r.visitor(t)
	room, other := a.begins("post-00001"), b.begins("post-00001")
	file, address := a.sends("a.pdf")
	_, bs := b.sends("b.pdf")
	a.send(map[string]any{"type": "post", "client": "post-00002", "room": room, "files": []string{file}})
	a.acks("post-00002")

	b.send(map[string]any{"type": "post", "client": "steal-0001", "room": other, "files": []string{file}})
	if f := b.hears("refused", nil); f["code"] != "file_unknown" {
		t.Errorf("another one's file: %v", f)
	}
	for i, kind := range []string{"end", "request_agent", "choose", "profile", "rate"} {
		client := "other-000" + string(rune('0'+i))
		b.send(map[string]any{"type": kind, "client": client, "room": room, "category": "delivery", "score": 5, "skip": true})
		if f := b.hears("refused", func(f map[string]any) bool { return f["client"] == client }); f["code"] != "over" {
			t.Errorf("%s in another one's room: %v", kind, f)
		}
	}
	b.send(map[string]any{"type": "typing", "room": room, "on": true})
	b.send(map[string]any{"type": "read", "room": room, "seq": 2})

	get := func(path string) int {
		t.Helper()
		res, err := http.Get("http://" + r.httpAddr + "/chat/" + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode
	}
	transcript := func(c *customer) url.Values {
		t.Helper()
		u, err := url.Parse(c.connect()["room"].(map[string]any)["transcript"].(string))
		if err != nil {
			t.Fatal(err)
		}
		return u.Query()
	}
	mine, theirs := transcript(a), transcript(b)
	for path, want := range map[string]int{
		address: 200,
		"transcript?room=" + room + "&key=" + mine.Get("key"):                                   200,
		"transcript?room=" + room + "&key=" + theirs.Get("key"):                                 404,
		"transcript?room=" + room + "&key=" + strings.SplitN(address, "key=", 2)[1]:             404,
		"transcript?room=" + room:                                                               404,
		"transcript?room=" + room + "&key=zzzzzz." + strings.SplitN(mine.Get("key"), ".", 2)[1]: 404,
		"files/" + file + "?key=" + strings.SplitN(bs, "key=", 2)[1]:                            404,
		"files/" + file + "?key=" + mine.Get("key"):                                             404,
		"files/" + file: 404,
		"files/..%2f" + file + "?key=" + strings.SplitN(address, "key=", 2)[1]: 404,
	} {
		if got := get(path); got != want {
			t.Errorf("%s: %d, wanted is %d", path, got, want)
		}
	}
	if reads := a.connect()["room"].(map[string]any)["reads"].(map[string]any); reads["customer"] != 0.0 {
		t.Errorf("another one has read for the customer: %v", reads)
	}
}

// What a page says of its customer stands in nobody's way: an agent changes something else.
func TestACustomerOfWhomAPageSaysMuchIsChanged(t *testing.T) {
	c := newChatCase(t)
	of := c.room("kim")
	v, err := c.r.db.ChatVisitor(t.Context(), of.visitor)
	if err != nil {
		t.Fatal(err)
	}
	fields := map[string]string{}
	for i := range 40 {
		fields[fmt.Sprint("칸", i)] = "값"
	}
	v.Email, v.Fields = "없음", fields
	if _, err := c.r.db.ChatUpdateVisitor(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	path := "/chat/visitors/" + string(of.visitor)
	var shown map[string]any
	c.kim.ask(200, "GET", path, "", &shown)
	put := map[string]any{"grade": "골드"}
	for _, k := range []string{"name", "email", "fields", "version"} {
		put[k] = shown[k]
	}
	c.kim.ask(200, "PUT", path, mustJSON(t, put), nil)
	if v, err = c.r.db.ChatVisitor(t.Context(), of.visitor); err != nil || v.Grade != "골드" || v.Email != "없음" || len(v.Fields) != 40 {
		t.Errorf("%+v %v", v, err)
	}
	c.kim.ask(200, "GET", path, "", &shown)
	put["version"], put["email"] = shown["version"], "아직 없음"
	c.kim.ask(422, "PUT", path, mustJSON(t, put), nil)
}
