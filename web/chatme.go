package web

import (
	"cmp"
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/live"
	"github.com/callfloor/callfloor/fault"
)

// ChatMeView is the own agent, as the topic chat_agents has it.
type ChatMeView struct {
	ID           acd.AgentID  `json:"id"`
	Name         centre.Names `json:"name"`
	Manager      string       `json:"manager,omitempty" doc:"who is responsible, by name"`
	Cap          int          `json:"cap" doc:"open rooms that are given at most"`
	SignedIn     bool         `json:"signed_in"`
	Resting      bool         `json:"resting,omitempty" doc:"휴식중"`
	Duty         chat.Duty    `json:"duty" enum:"work,off,break,meal" doc:"as the schedule says"`
	OnCall       bool         `json:"on_call,omitempty"`
	Excluded     bool         `json:"excluded,omitempty" doc:"takes no chats"`
	State        chat.State   `json:"state" enum:"working,excluded,off,resting,meal"`
	Since        acd.Time     `json:"since" doc:"in the state"`
	Received     int          `json:"received" doc:"rooms that are not yet answered"`
	Running      int          `json:"running" doc:"rooms in progress"`
	Today        ChatTally    `json:"today" doc:"of rooms that were opened today"`
	Month        ChatTally    `json:"month" doc:"of open rooms that were opened within a month"`
	AutoComplete bool         `json:"auto_complete" doc:"templates are offered while the agent writes (자동완성사용)"`
	AutoReply    string       `json:"auto_reply,omitempty" doc:"자동 응답 메시지; absent: none" example:"기다려 주셔서 감사합니다."`
	AutoReplyEn  string       `json:"auto_reply_en,omitempty" doc:"the same for customers who read English; absent: as auto_reply" example:"Thank you for waiting."`
}

// ChatTally is rooms of an agent by where they stand.
type ChatTally struct {
	Received int `json:"received"`
	Running  int `json:"running"`
	Ended    int `json:"ended"`
}

type chatMeOut struct{ Body ChatMeView }

func (s *Server) chatMeRoutes(tag string) {
	register(s, op(tag, "chat-me", http.MethodGet, "/chat/me", "How the own agent stands with chats"), func(ctx context.Context, _ *struct{}) (*chatMeOut, error) {
		agent, err := s.chatAgent(ctx)
		if err != nil {
			return nil, err
		}
		return s.chatMe(ctx, agent)
	})
	register(s, op(tag, "chat-presence", http.MethodPut, "/chat/me", "Log the own agent in to chats or out, take a break, and set what the own page does; what is left out stays, but a break ends with the log-in"), s.chatPresence)
}

// chatAgent is the agent of this log-in.
func (s *Server) chatAgent(ctx context.Context) (acd.AgentID, error) {
	if err := s.chatsUsed(); err != nil {
		return "", err
	}
	if who(ctx).Agent == "" {
		return "", fault.New(fault.Denied, "this log-in is of nobody who answers customers")
	}
	return who(ctx).Agent, nil
}

// chatMe reads how an agent stands, with the counts of today and of a month (M13 to M16, C66).
func (s *Server) chatMe(ctx context.Context, agent acd.AgentID) (*chatMeOut, error) {
	a, there, err := s.Centre.Agent(ctx, string(agent))
	if err != nil {
		return nil, err
	}
	names, err := s.chatNames(ctx)
	if err != nil {
		return nil, err
	}
	off, err := s.Chats.ChatNoAutoComplete(ctx)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	day, _ := s.dayOf(now)
	ended, err := s.Chats.ChatEndedBy(ctx, acd.At(day))
	if err != nil {
		return nil, err
	}
	v := ChatMeView{ID: agent, Name: centre.Names{Ko: a.Name, En: cmp.Or(a.NameEn, a.Name)}, Manager: names.Manager(agent, a.Manager), AutoComplete: !off[agent]}
	if a.Chat != nil {
		v.AutoReply, v.AutoReplyEn = a.Chat.AutoReply, a.Chat.AutoReplyEn
	}
	v.Today.Ended = ended[agent]
	if err := s.lookRooms(ctx, func(h *chat.House) {
		st, known := h.Agent(agent)
		there = there && known
		v.Cap, v.SignedIn, v.Resting, v.Duty, v.OnCall, v.Excluded = st.Agent.Cap, st.SignedIn, st.Resting, st.Duty, st.OnCall, st.Agent.Excluded
		v.State, v.Since, v.Received, v.Running = st.State, st.Since, st.Received, st.Running
		v.countOpen(h, acd.At(day), acd.At(now.AddDate(0, 0, -31)))
	}); err != nil {
		return nil, err
	}
	if !there {
		return nil, fault.New(fault.NotFound, "there is no agent %q any more", agent)
	}
	return &chatMeOut{v}, nil
}

// countOpen counts the agent's open rooms that began today, and within a month.
func (v *ChatMeView) countOpen(h *chat.House, day, month acd.Time) {
	for _, status := range []chat.Status{chat.Received, chat.InProgress} {
		for _, r := range h.Rooms(status) {
			for _, of := range []struct {
				from acd.Time
				n    *ChatTally
			}{{day, &v.Today}, {month, &v.Month}} {
				switch {
				case r.Agent != v.ID || r.Opened < of.from:
				case status == chat.Received:
					of.n.Received++
				default:
					of.n.Running++
				}
			}
		}
	}
}

// ChatPresence is what an agent says of themselves.
type ChatPresence struct {
	SignedIn     *bool   `json:"signed_in,omitempty" doc:"takes part: rooms may be given"`
	Resting      *bool   `json:"resting,omitempty" doc:"휴식중: no new rooms; left out beside signed_in: false"`
	AutoComplete *bool   `json:"auto_complete,omitempty" doc:"templates are offered while the agent writes (자동완성사용)"`
	AutoReply    *string `json:"auto_reply,omitempty" maxLength:"500" doc:"자동 응답 메시지: what the customer reads when a room that has waited is given to the agent by itself, or a customer of the agent comes back; empty: as auto_reply_en; both empty: nothing" example:"기다려 주셔서 감사합니다."`
	AutoReplyEn  *string `json:"auto_reply_en,omitempty" maxLength:"500" doc:"the same for customers who read English; empty: as auto_reply" example:"Thank you for waiting."`
}

func (s *Server) chatPresence(ctx context.Context, in *struct{ Body ChatPresence }) (*chatMeOut, error) {
	agent, err := s.chatAgent(ctx)
	if err != nil {
		return nil, err
	}
	if s.Centre.Setting(centre.SetChat) != "true" {
		return nil, fault.New(fault.Conflict, "chats are not in use (setting chat.enabled)")
	}
	if acts := in.Body.acts(agent); len(acts) > 0 {
		res, err := s.doRooms(ctx, acts...)
		if err != nil {
			return nil, err
		}
		if no, is := res.Refused(); is && no.Reason == chat.NoSuchAgent {
			return nil, fault.New(fault.NotFound, "there is no agent %q any more", agent)
		}
	}
	if on := in.Body.AutoComplete; on != nil {
		if err := s.Chats.ChatSetAutoComplete(ctx, agent, *on); err != nil {
			return nil, err
		}
	}
	if in.Body.AutoReply != nil || in.Body.AutoReplyEn != nil {
		if err := s.setAutoReply(ctx, agent, in.Body); err != nil {
			return nil, err
		}
	}
	return s.chatMe(ctx, agent)
}

// setAutoReply changes the agent as an administrator would, with a record of the change: what
// somebody changes of the agent meanwhile is not undone.
func (s *Server) setAutoReply(ctx context.Context, agent acd.AgentID, p ChatPresence) error {
	version := s.Centre.Version(KindAgents, string(agent)) // before the agent is read
	a, there, err := s.Centre.Agent(ctx, string(agent))
	if err != nil {
		return err
	}
	if !there {
		return fault.New(fault.NotFound, "there is no agent %q any more", agent)
	}
	var own centre.AgentChat
	if a.Chat != nil {
		own = *a.Chat
	}
	was := own.Reply()
	for _, one := range []struct{ text, to *string }{{p.AutoReply, &own.AutoReply}, {p.AutoReplyEn, &own.AutoReplyEn}} {
		if one.text != nil {
			*one.to = strings.TrimSpace(strings.ReplaceAll(*one.text, "\r\n", "\n"))
		}
	}
	if own.Reply() == was {
		return nil
	}
	a.Chat = &own
	_, err = s.Centre.PutAgent(ctx, author(ctx), a, false, version)
	return err
}

// acts are what the core is told: a break begins before the agent takes part, and ends after.
func (p ChatPresence) acts(agent acd.AgentID) (acts []live.Act) {
	rest := p.Resting != nil && *p.Resting
	if p.Resting != nil || p.SignedIn != nil {
		acts = append(acts, live.Act{Command: chat.SetResting{Agent: agent, Resting: rest}})
	}
	switch {
	case p.SignedIn == nil:
	case *p.SignedIn:
		acts = append(acts, live.Act{Command: chat.SignIn{Agent: agent}})
	default:
		acts = append([]live.Act{{Command: chat.SignOut{Agent: agent}}}, acts...)
	}
	return acts
}
