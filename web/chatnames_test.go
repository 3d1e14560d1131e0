package web

import (
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/people"
)

// Under whose name a room stands (C16, C53), and what agents and sites are called in each language.
func TestNamesOfChats(t *testing.T) {
	day := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	agents := []centre.Agent{{ID: "kim", Name: "김하나", NameEn: "Hana Kim", Manager: "jeong"}, {ID: "mgr", Name: "정매니저", Manager: "boss"}, {ID: "han", Name: "한"}, {ID: "lee", Name: "이", Manager: "left"}}
	users := []people.User{
		{Login: "late", Name: "나중", Role: people.Administrator, Created: day.AddDate(0, 0, 1)}, {Login: "boss", Name: "대표", Role: people.Administrator, Created: day},
		{Login: "first", Name: "그만둠", Role: people.Administrator, Created: day.AddDate(0, 0, -1), Disabled: true},
		{Login: "jeong", Name: "정지원", Role: people.Manager, AgentID: "mgr"}, {Login: "nameless", Role: people.Manager}, {Login: "hana", Name: "김", Role: people.AgentRole, AgentID: "kim"},
	}
	sites := []centre.ChatSite{{ID: "shop", Name: centre.Names{Ko: "온마루", En: "Onmaru"}}, {ID: "blog", Name: centre.Names{Ko: "블로그"}}}
	n := NamesOfChats(agents, users, nil, sites)
	for _, one := range []struct {
		agent acd.AgentID
		kept  string
		want  string
	}{
		{chat.Robot, "", "대표"},                     // C16
		{"kim", "", "정지원"}, {"kim", "boss", "정지원"}, // as it is configured, not as it was kept
		{"mgr", "", "정지원"},                   // C53
		{"han", "", ""}, {"lee", "", "left"}, // nobody; somebody who is gone
		{"gone", "jeong", "정지원"}, {"gone", "nameless", "nameless"}, // an agent who is gone
	} {
		if got := n.Manager(one.agent, one.kept); got != one.want {
			t.Errorf("over %q (%q) is %q, want %q", one.agent, one.kept, got, one.want)
		}
	}
	ko, en := &chatNames{n, "ko"}, &chatNames{n, "en"}
	for _, one := range [][2]string{
		{ko.site("shop"), "온마루"}, {en.site("shop"), "Onmaru"}, {en.site("blog"), "블로그"}, {ko.site("0215880001"), "0215880001"},
		{en.agent(chat.AgentLabel{ID: "kim", Name: "옛 이름"}).Name, "Hana Kim"}, {en.agent(chat.AgentLabel{ID: "gone", Name: "옛 이름"}).Name, "옛 이름"},
	} {
		if one[0] != one[1] {
			t.Errorf("%q, want %q", one[0], one[1])
		}
	}
	if n.Site("0215880001") != nil {
		t.Error("a number of ours has the name of a site")
	}
	renamed := NamesOfChats(agents, append(users[:3:3], people.User{Login: "jeong", Name: "정서연", Role: people.Manager, AgentID: "mgr"}), nil, sites)
	supervisor := NamesOfChats(agents, append(users[:6:6], people.User{Login: "sup", Name: "감독", Role: people.Manager}), nil, sites)
	if n.SameManagers(renamed) || !n.SameManagers(supervisor) || n.SameManagers(NamesOfChats(agents[:3], users, nil, sites)) {
		t.Error("rows are written anew where a manager is called otherwise, and there alone")
	}
}
