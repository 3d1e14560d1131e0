package app

import (
	"context"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	chatlive "github.com/callfloor/callfloor/chat/live"
)

// calendarsSay is what the calendars say at a moment for everybody, and of which minute that is:
// nothing changes within one.
type calendarsSay struct {
	hours  chat.SetHours
	meal   chat.SetMealTime
	minute time.Time
}

func (d Directory) calendarsSay(now time.Time) calendarsSay {
	open, began := d.chatHours(now)
	return calendarsSay{chat.SetHours{Open: open, Began: began}, chat.SetMealTime{On: d.chatMeal(now)}, now.Round(0).Truncate(time.Minute)}
}

func (s calendarsSay) acts() []chatlive.Act {
	return []chatlive.Act{{Command: s.hours}, {Command: s.meal}}
}

// keepHours tells the House of hours, meal times and schedules, for as long as ctx lives.
func (w *chatWork) keepHours(ctx context.Context) {
	t := time.NewTicker(chatPace)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		w.tellHours(ctx)
	}
}

// keepLook looks whether chats can be kept, for as long as ctx lives: also while who tells the
// House waits.
func (w *chatWork) keepLook(ctx context.Context) {
	for pause(ctx, chatPace) {
		w.look()
	}
}

// tellHours tells the House what calendars and schedules say now, where that is news.
func (w *chatWork) tellHours(ctx context.Context) {
	if w.lags() {
		if w.follow(w.app.centre.directory()) != nil {
			return // it was said when it began
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	d, now := w.app.centre.directory(), w.app.clock()
	say := d.calendarsSay(now)
	if say.minute.Equal(w.told.minute) {
		return
	}
	duties, onDuty := w.duties(d, now)
	var acts []chatlive.Act
	if say.hours != w.told.hours || say.meal != w.told.meal {
		acts = say.acts()
	}
	if acts = append(acts, duties...); len(acts) > 0 {
		within, cancel := context.WithTimeout(ctx, editWithin)
		defer cancel()
		if _, err := w.live.Do(within, acts...); err != nil {
			return // with the next tick
		}
	}
	if say.hours != w.told.hours {
		w.tellWidgets()
	}
	w.told, w.onDuty = say, onDuty
}

// duties are the commands that tell the House what schedules say now of the agents of d, where
// that is not what it was told last, and how each stands then.
func (w *chatWork) duties(d Directory, now time.Time) (acts []chatlive.Act, told map[acd.AgentID]chat.Duty) {
	told = make(map[acd.AgentID]chat.Duty, len(d.Agents))
	for i := range d.Agents {
		id := acd.AgentID(d.Agents[i].ID)
		told[id] = d.duty(d.Agents[i].ID, now)
		was, known := w.onDuty[id]
		if !known {
			was = chat.DutyWork // as the House takes in who is new
		}
		if was != told[id] {
			acts = append(acts, chatlive.Act{Command: chat.SetDuty{Agent: id, Duty: told[id]}})
		}
	}
	return acts, told
}
