package app

import (
	"context"
	"io"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/app/config"
	"github.com/callfloor/callfloor/app/demo"
	"github.com/callfloor/callfloor/chat"
)

// The demo's customers write through the widget's protocol and its agents answer: rooms are in
// every status, end at the bot, by customers and by agents, and nobody answers for the person
// at the log-in desk. There are chats of the days before. All of it stops at once.
func TestDemoChats(t *testing.T) {
	cfg, dir := config.Default(), t.TempDir()
	cfg.HTTP.Listen, cfg.Metrics.Listen, cfg.SIP.UDP, cfg.SIP.TCP = "127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:0"
	if err := cfg.Media.Ports.UnmarshalText([]byte(ports())); err != nil {
		t.Fatal(err)
	}
	forDemo(cfg, dir)
	cfg.Menus = nil // what callers hear is not of this test
	for i := range cfg.Services {
		cfg.Services[i].Menu = ""
	}
	a, err := Start(t.Context(), Options{Config: cfg, Log: testLog{t}, Out: io.Discard, Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{App: a, t: t}
	t.Cleanup(r.stopNow)
	if err := a.makeTeams(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := a.fillChats(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := a.demoBanner(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.pastChatsShow(t)

	now := acd.At(time.Now())
	watch := a.chat.live.Watch("")
	defer watch.Close()
	chats := demo.StartChats(demo.ChatsConfig{URL: "http://" + a.httpAddr, Log: a.log, Seed: 1, Tokens: demo.ChatTokens(), Pace: 40})
	statuses, ends := map[chat.Status]bool{}, map[chat.EndType]bool{}
	within, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	for len(statuses) < len(chat.Statuses) || !ends[chat.EndByAgent] || !ends[chat.EndByCustomer] {
		list, err := watch.Next(within)
		if err != nil {
			t.Fatalf("seen so far: %v, ended by %v: %v", statuses, ends, err)
		}
		for _, c := range list {
			if c.Room.Status != "" {
				statuses[c.Room.Status] = true
			}
			if c.Room.EndType != "" {
				ends[c.Room.EndType] = true
			}
			for _, m := range c.Messages {
				if m.Agent == demo.Person {
					t.Errorf("somebody answers for the person at the desk: %+v", m)
				}
			}
		}
	}
	for a.starsOf(t, now) == 0 {
		if _, err := watch.Next(within); err != nil {
			t.Fatalf("nobody says how it was: %v", err)
		}
	}
	began := time.Now()
	chats.Stop()
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("stopping took %s", took)
	}
}

// pastChatsShow looks at what lists and reports have of the days before.
func (a *App) pastChatsShow(t *testing.T) {
	t.Helper()
	ctx, zone, now := t.Context(), a.centre.directory().zone(), acd.At(time.Now())
	list, _, err := a.db.ChatRooms(ctx, chat.Filter{Status: chat.Ended, Scope: chat.Scope{All: true}, RoomTags: []string{"환불"}, Now: now, Zone: zone, Limit: 10})
	if err != nil || len(list) == 0 || list[0].Title == "" || list[0].Middle.Name == "" || list[0].Agent.Name == "" || list[0].Latest == nil {
		t.Errorf("rooms with the tag: %v %+v", err, list)
	}
	report, err := a.db.ChatReport(ctx, chat.ReportFilter{By: chat.ByDay, From: now.Add(-20 * 24 * time.Hour), To: now, Zone: zone, Scope: chat.Scope{All: true}})
	if err != nil || len(report) < 10 || report[3].First.N == 0 || report[3].Replies == 0 || report[3].Satisfaction.Mean == 0 {
		t.Errorf("the report: %v %+v", err, report)
	}
}

// starsOf counts the ratings of rooms that were opened from a time on.
func (a *App) starsOf(t *testing.T, from acd.Time) (n int) {
	t.Helper()
	list, err := a.db.ChatReport(t.Context(), chat.ReportFilter{By: chat.OfChannel, From: from, To: from.Add(time.Hour), Zone: time.UTC, Scope: chat.Scope{All: true}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list {
		n += r.Satisfaction.N
	}
	return n
}
