package app

import (
	"testing"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
)

// The title of a site that has none does not say the large category twice.
func TestPlainTitle(t *testing.T) {
	d := Directory{}
	d.ChatCategories = []centre.ChatCategory{
		{ID: "delivery", Name: centre.Names{Ko: "배송", En: "Delivery"}},
		{ID: "late", Parent: "delivery", Name: centre.Names{Ko: "배송 지연", En: "Delivery is late"}},
		{ID: "lost", Parent: "delivery", Name: centre.Names{Ko: "분실", En: "Lost"}},
	}
	for category, want := range map[chat.CategoryID][2]string{
		"late": {"배송 지연 문의", "Delivery is late"},
		"lost": {"배송 분실 문의", "Delivery: Lost"},
	} {
		for i, language := range []string{"ko", "en"} {
			room := chat.Room{Category: category, Language: language}
			if got := d.chatFill(d.plainTitle(room), room); got != want[i] {
				t.Errorf("%s in %s: %q, not %q", category, language, got, want[i])
			}
		}
	}
}
