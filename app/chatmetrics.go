package app

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	chatlive "github.com/callfloor/callfloor/chat/live"
)

// chatMetrics counts chats for Prometheus, from what was kept: rooms that are not over at the
// scrape, everything else as it happens.
type chatMetrics struct {
	work *chatWork

	messages, assignments, ended *prometheus.CounterVec
	wait                         *prometheus.HistogramVec

	waits map[chat.RoomID]acd.Time // since when customers wait for an answer; the owner's goroutine has it
}

// Where a request for an agent leads, and why a room that an agent had waits again.
const (
	assigned = "assigned"
	waiting  = "waits"
	refusing = "refused"
)

var (
	chatRoomsDesc     = prometheus.NewDesc("callfloor_chat_rooms", "Rooms that are not over, by channel and status.", []string{"channel", "status"}, nil)
	chatOldestDesc    = prometheus.NewDesc("callfloor_chat_oldest_wait_seconds", "How long the room has waited for an agent that waits longest; 0 when none waits.", nil, nil)
	chatOpenDesc      = prometheus.NewDesc("callfloor_chat_open", "1 in the hours of chats, while chats are in use.", nil, nil)
	chatMonitorsDesc  = prometheus.NewDesc("callfloor_chat_monitor_sessions", "Rooms that a supervisor watches.", nil, nil)
	chatVisitorsDesc  = prometheus.NewDesc("callfloor_chat_widget_connections", "Connections of customers' browsers.", nil, nil)
	chatKeepsDesc     = prometheus.NewDesc("callfloor_chat_up", "0 while messages cannot be kept.", nil, nil)
	chatWaitBuckets   = []float64{1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200}
	chatChannels      = []chat.ChannelKind{chat.Web, chat.SMS}
	chatAuthors       = []chat.Author{chat.ByCustomer, chat.ByAgent, chat.ByBot, chat.BySystem, chat.ByNote, chat.ByChoice}
	chatEnds          = []chat.EndType{chat.EndByAgent, chat.EndByCustomer, chat.EndByManager, chat.EndIdle, chat.EndUndistributed, chat.EndRefused, chat.EndBot}
	chatWays          = []chat.How{chat.ByRequest, chat.ByBacklog, chat.ByTake, chat.ByGive, chat.ByHandOver, chat.ByTakeBack, chat.ByReturn, chat.ByAskAgain}
	chatWaitsAgainFor = map[chat.WaitCause]string{chat.CauseTakenBack: string(chat.ByTakeBack), chat.CausePutBack: "put_back", chat.CauseAgentRemoved: "agent_removed"}
)

// newChatMetrics begins to count where rows are: with the rooms that are not over.
func newChatMetrics(w *chatWork, open []chat.Room) *chatMetrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "callfloor_chat_" + name, Help: help}, labels)
	}
	m := &chatMetrics{
		work:        w,
		messages:    counter("messages_total", "Messages of chats, by channel and who wrote.", "channel", "author"),
		assignments: counter("assignments_total", "Rooms that came to an agent, or did not: by how, and what came of it.", "mode", "result"),
		ended:       counter("ended_total", "Rooms that ended, by type.", "type"),
		wait: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "callfloor_chat_wait_seconds", Buckets: chatWaitBuckets,
			Help: "How long customers waited: assign, until an agent had the room; first_reply, from the request to the agent's first message; reply, for each answer."}, []string{"stage"}),
		waits: map[chat.RoomID]acd.Time{},
	}
	for _, r := range open {
		m.follow(r)
	}
	m.zero()
	return m
}

// register shows the metrics, once chats and their customers' side are there.
func (m *chatMetrics) register(reg prometheus.Registerer) {
	reg.MustRegister(m, m.messages, m.assignments, m.ended, m.wait)
}

// zero makes the series that there will be: a rate needs a beginning.
func (m *chatMetrics) zero() {
	for _, c := range chatChannels {
		for _, a := range chatAuthors {
			m.messages.WithLabelValues(string(c), string(a))
		}
	}
	for _, how := range chatWays {
		m.assignments.WithLabelValues(string(how), assigned)
	}
	m.assignments.WithLabelValues(string(chat.ByRequest), waiting)
	m.assignments.WithLabelValues(string(chat.ByRequest), refusing)
	for _, again := range chatWaitsAgainFor {
		m.assignments.WithLabelValues(again, waiting)
	}
	for _, t := range chatEnds {
		m.ended.WithLabelValues(string(t))
	}
	for _, stage := range []string{"assign", "first_reply", "reply"} {
		m.wait.WithLabelValues(stage)
	}
}

// follow notes since when the customer of a room waits, as its row says.
func (m *chatMetrics) follow(r chat.Room) {
	if r.Unanswered > 0 && !r.Status.Over() {
		m.waits[r.ID] = r.Unanswered
		return
	}
	delete(m.waits, r.ID)
}

// kept counts what a turn has done.
func (m *chatMetrics) kept(changes []chatlive.Change) {
	for _, c := range changes {
		if c.Room.ID == "" {
			continue
		}
		since := m.waits[c.Room.ID]
		for _, one := range c.Messages {
			m.messages.WithLabelValues(string(c.Room.Channel), string(one.By)).Inc()
			next, took, answers := chat.Answering(since, c.Room.Requested, one)
			if since = next; answers {
				m.wait.WithLabelValues("reply").Observe(took.Seconds())
			}
		}
		for _, ev := range c.Events {
			m.event(c.Room, ev)
		}
		m.follow(c.Room)
	}
}

// event counts what else happened to a room.
func (m *chatMetrics) event(r chat.Room, ev chat.Event) {
	switch e := ev.(type) {
	case chat.AskRefused:
		m.assignments.WithLabelValues(string(chat.ByRequest), refusing).Inc()
	case chat.RoomWaits:
		mode := chatWaitsAgainFor[e.Cause]
		if mode == "" {
			mode = string(chat.ByRequest)
		}
		m.assignments.WithLabelValues(mode, waiting).Inc()
	case chat.RoomAssigned:
		m.assignments.WithLabelValues(string(e.How), assigned).Inc()
		if e.From == chat.Robot {
			m.wait.WithLabelValues("assign").Observe(max(0, e.At.Sub(max(r.Requested, r.WaitSince)).Seconds())) // it may wait again since
		}
	case chat.RoomAnswered:
		if r.Answered == e.At { // not again, after it was handed over
			m.wait.WithLabelValues("first_reply").Observe(e.At.Sub(r.Requested).Seconds())
		}
	case chat.RoomEnded:
		m.ended.WithLabelValues(string(e.Type)).Inc()
	}
}

// Describe implements prometheus.Collector.
func (m *chatMetrics) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{chatRoomsDesc, chatOldestDesc, chatOpenDesc, chatMonitorsDesc, chatVisitorsDesc, chatKeepsDesc} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (m *chatMetrics) Collect(to chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	gauge(chatKeepsDesc, flag(m.work.live.Health().Error == ""))
	gauge(chatVisitorsDesc, float64(m.work.widget.Open()))
	d := m.work.app.centre.directory()
	now := m.work.app.clock()
	open, _ := d.chatHours(now)
	gauge(chatOpenDesc, flag(open && d.chatsUsed()))
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := m.work.live.Look(ctx, func(h *chat.House) { m.rooms(h, gauge) }); err != nil {
		return // callfloor_chat_up says why
	}
}

// rooms tells how the House stands.
func (m *chatMetrics) rooms(h *chat.House, gauge func(d *prometheus.Desc, v float64, labels ...string)) {
	all := h.ByChannel()
	for _, c := range chatChannels {
		if _, some := all[c]; !some {
			all[c] = chat.Counts{}
		}
	}
	for channel, n := range all {
		for status, v := range map[chat.Status]int{chat.WithBot: n.WithBot, chat.Waiting: n.Waiting, chat.Received: n.Received, chat.InProgress: n.InProgress} {
			gauge(chatRoomsDesc, float64(v), string(channel), string(status))
		}
	}
	gauge(chatMonitorsDesc, float64(h.Monitored()))
	oldest := 0.0
	if since, some := h.FirstWaits(); some {
		oldest = max(h.Now().Sub(since).Seconds(), 0)
	}
	gauge(chatOldestDesc, oldest)
}
