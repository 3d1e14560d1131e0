package web

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// KindChatSchedules is when agents take no chats.
const KindChatSchedules = "chat_schedules"

// ChatSchedules tells when agents take no chats.
type ChatSchedules interface {
	// ChatSchedule returns the schedule of an agent; an empty one where there is none.
	ChatSchedule(agent string) centre.ChatSchedule
	// ChatDuty returns the centre's day and what the schedule of an agent says now.
	ChatDuty(agent string) (today string, duty chat.Duty)
}

// ChatScheduleView is the schedule of an agent with what it says today.
type ChatScheduleView struct {
	Working bool            `json:"working" doc:"takes chats today (근무 여부: 상담가능); false: none until midnight" example:"true"`
	Breaks  []centre.Pause  `json:"breaks" doc:"휴식시간, every day" maxItems:"10"`
	Meal    *centre.Pause   `json:"meal,omitempty" doc:"개인 식사시간, every day; left out: none"`
	DaysOff []centre.DayOff `json:"days_off" required:"false" doc:"휴무일, registered by administrators only; left out: as they are" maxItems:"400"`
	Today   string          `json:"today" readOnly:"true" required:"false" format:"date" doc:"the centre's day"`
	Duty    chat.Duty       `json:"duty" readOnly:"true" required:"false" enum:"work,off,break,meal" doc:"what the schedule says now"`
	Versioned
}

type chatScheduleOut struct{ Body ChatScheduleView }

func (s *Server) chatScheduleRoutes() {
	tag := []string{"Chat"}
	register(s, huma.Operation{OperationID: "chat-schedule-get", Method: http.MethodGet, Path: "/chat/agents/{id}/schedule", Tags: tag,
		Summary: "When an agent takes no chats: days off, breaks, the own meal time, and whether the agent works today"}, func(ctx context.Context, in *AgentPath) (*chatScheduleOut, error) {
		a, err := s.agentOf(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return s.chatSchedule(a.ID)
	})
	register(s, huma.Operation{OperationID: "chat-schedule-put", Method: http.MethodPut, Path: "/chat/agents/{id}/schedule", Tags: tag,
		Summary: "Change when an agent takes no chats: managers of themselves and their own agents, but not days off; takes effect at once"}, s.putChatSchedule)
}

func (s *Server) chatSchedule(agent string) (*chatScheduleOut, error) {
	if s.Schedules == nil {
		return nil, fault.New(fault.NotFound, "there are no chats here")
	}
	one := s.Schedules.ChatSchedule(agent)
	today, duty := s.Schedules.ChatDuty(agent)
	return &chatScheduleOut{ChatScheduleView{
		Working: one.Away != today, Breaks: append([]centre.Pause{}, one.Breaks...), Meal: one.Meal, DaysOff: append([]centre.DayOff{}, one.DaysOff...),
		Today: today, Duty: duty, Versioned: Versioned{s.Centre.Version(KindChatSchedules, agent)},
	}}, nil
}

func (s *Server) putChatSchedule(ctx context.Context, in *struct {
	AgentPath
	Body ChatScheduleView
}) (*chatScheduleOut, error) {
	a, err := s.agentOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if s.Schedules == nil {
		return s.chatSchedule(a.ID)
	}
	err = s.Centre.Change(ctx, author(ctx), "chat-schedule_changed", "chat-schedule:"+a.ID, func() ([]Edit, error) {
		before := s.Schedules.ChatSchedule(a.ID)
		next := centre.ChatSchedule{ID: a.ID, Breaks: in.Body.Breaks, Meal: in.Body.Meal, DaysOff: in.Body.DaysOff}
		if next.DaysOff == nil {
			next.DaysOff = before.DaysOff
		}
		next.Fill()
		if who(ctx).Role != people.Administrator && !slices.Equal(next.DaysOff, before.DaysOff) {
			return nil, fault.New(fault.Denied, "only an administrator registers days off")
		}
		if today, _ := s.Schedules.ChatDuty(a.ID); !in.Body.Working {
			next.Away = today
		}
		data, err := json.Marshal(next)
		return []Edit{{Kind: KindChatSchedules, ID: a.ID, After: data, Version: in.Body.Version}}, err
	})
	if err != nil {
		return nil, err
	}
	return s.chatSchedule(a.ID)
}
