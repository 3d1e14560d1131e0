package app

import (
	"strings"
	"testing"
)

// Agents, who may not list sites, are told what the site of a room is called: on their page, in the
// lists, of one room, and when it changes.
func TestRoomsHaveTheNameOfTheirSite(t *testing.T) {
	r := start(t, t.TempDir())
	r.chatSite(t)
	kim := r.logIn(t, "hana", "kim")
	kim.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
	page := kim.chatPage("chats")
	room := r.asks(t, "lost")
	called := func(ko string) func(map[string]any) bool {
		return func(row map[string]any) bool {
			name, _ := row["site_name"].(map[string]any)
			return row["site"] == "shop" && name["ko"] == ko
		}
	}
	page.shows(room, called("온마루"))
	for _, path := range []string{"/chat/rooms", "/chat/rooms/" + room, "/chat/rooms/" + room + "/detail", "/chat/list?status=received"} {
		if got := kim.ask(200, "GET", path, "", nil); !strings.Contains(got, `"site_name":{"ko":"온마루"`) {
			t.Errorf("%s: %s", path, got)
		}
	}
	var sites []map[string]any
	r.api("GET", "/chat-sites", "", &sites)
	sites[0]["name"] = map[string]string{"ko": "온마루 몰"}
	if st := r.api("PUT", "/chat-sites/shop", mustJSON(t, sites[0]), nil); st != 200 {
		t.Fatal(st)
	}
	page.shows(room, called("온마루 몰"))
	if file := r.staff(t, "jeong", "administrator").ask(200, "GET", "/chat/list/export?status=received&format=csv&reason=test", "", nil); !strings.Contains(file, ",온마루 몰,") {
		t.Errorf("the file of the list: %s", file)
	}
}
