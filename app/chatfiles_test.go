package app

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// A customer gets an agent's file as any other: with the message, by an address of its own.
func TestACustomerGetsAnAgentsFile(t *testing.T) {
	r := start(t, t.TempDir())
	r.chatSite(t)
	kim := r.logIn(t, "hana", "kim")
	kim.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
	c := r.visitor(t)
	c.send(map[string]any{"type": "start", "client": "start-0001"})
	room := c.acks("start-0001")["room"].(string)
	c.send(map[string]any{"type": "request_agent", "client": "agent-0001", "room": room})
	c.acks("agent-0001")

	pixel, err := base64.StdEncoding.DecodeString("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
	if err != nil {
		t.Fatal(err)
	}
	status, data, _ := r.send(nil, "POST", "/api/v1/chat/rooms/"+room+"/files?name=map.png", "application/octet-stream", pixel)
	own, sent, _ := r.send(kim.Client, "POST", "/api/v1/chat/rooms/"+room+"/files?name=map.png", "application/octet-stream", pixel)
	if status != 201 || own != 201 {
		t.Fatalf("uploads: %d %s, %d %s", status, data, own, sent)
	}
	var mine, foreign struct{ ID string }
	if json.Unmarshal(data, &foreign) != nil || json.Unmarshal(sent, &mine) != nil {
		t.Fatalf("uploads: %s, %s", data, sent)
	}
	kim.ask(422, "POST", "/chat/rooms/"+room+"/messages", `{"client":"kim-000001","files":["`+foreign.ID+`"]}`, nil)
	kim.ask(201, "POST", "/chat/rooms/"+room+"/messages", `{"client":"kim-000001","body":"약도입니다.","files":["`+mine.ID+`"]}`, nil)
	files := c.says("약도입니다.")["files"].([]any)
	one := files[0].(map[string]any)
	if len(files) != 1 || one["name"] != "map.png" || one["type"] != "image/png" {
		t.Fatalf("the customer gets %v", files)
	}
	res, err := http.Get("http://" + r.httpAddr + "/chat/" + one["url"].(string))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if got, err := io.ReadAll(res.Body); err != nil || res.StatusCode != 200 || !bytes.Equal(got, pixel) {
		t.Errorf("the customer reads %d %q %v", res.StatusCode, got, err)
	}
	if snapshot := mustJSON(t, c.connect()); !strings.Contains(snapshot, mine.ID) || strings.Contains(snapshot, foreign.ID) {
		t.Errorf("after a reload: %s", snapshot)
	}
}
