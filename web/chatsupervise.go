package web

import (
	"context"
	"net/http"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/live"
	"github.com/callfloor/callfloor/fault"
)

// ChatSupervisorView is how the caller stands as a supervisor.
type ChatSupervisorView struct {
	Available bool          `json:"available" doc:"may begin to monitor (S9)"`
	Rooms     []chat.RoomID `json:"rooms" doc:"that the caller monitors"`
}

type chatSupervisorOut struct{ Body ChatSupervisorView }

func (s *Server) chatSupervisionRoutes(tag string) {
	register(s, op(tag, "chat-supervisor", http.MethodGet, "/chat/supervisor", "Whether the caller is available to monitor, and what the caller monitors"), func(ctx context.Context, _ *struct{}) (*chatSupervisorOut, error) {
		if _, err := s.supervisor(ctx); err != nil {
			return nil, err
		}
		return s.supervisorOut(ctx)
	})
	register(s, op(tag, "chat-supervisor-put", http.MethodPut, "/chat/supervisor", "Become available to monitor, or no more: what is monitored then is free"), s.putSupervisor)
	register(s, op(tag, "chat-monitor", http.MethodPost, "/chat/rooms/{id}/monitor", "Monitor a conversation between an agent and a customer, unseen, alone (S3 to S11)"), s.monitor)
	register(s, op(tag, "chat-monitor-stop", http.MethodDelete, "/chat/rooms/{id}/monitor", "Stop monitoring"), s.stopMonitor)
}

// supervisor is who the caller is as a supervisor: a person.
func (s *Server) supervisor(ctx context.Context) (chat.UserID, error) {
	if err := s.chatsUsed(); err != nil {
		return "", err
	}
	id := who(ctx)
	if id.Kind != "user" {
		return "", fault.New(fault.Invalid, "people monitor chats, programs do not")
	}
	if !s.supervises() {
		return "", because("off", fault.New(fault.Conflict, "supervision of chats is not in use"))
	}
	return chat.UserID(id.Login), nil
}

// supervises reports whether conversations are watched here at all (S1).
func (s *Server) supervises() bool { return s.Centre.Setting(centre.SetChatSupervision) != "false" }

func (s *Server) supervisorOut(ctx context.Context) (*chatSupervisorOut, error) {
	me, out := chat.UserID(who(ctx).Login), &chatSupervisorOut{}
	err := s.lookRooms(ctx, func(h *chat.House) {
		_, out.Body.Available = h.Supervisor(me)
		out.Body.Rooms = append([]chat.RoomID{}, h.Watched(me)...)
	})
	return out, err
}

func (s *Server) putSupervisor(ctx context.Context, in *struct {
	Body struct {
		Available bool `json:"available"`
	}
}) (*chatSupervisorOut, error) {
	me, err := s.supervisor(ctx)
	if err != nil {
		return nil, err
	}
	res, err := s.doRooms(ctx, live.Act{Command: chat.SetSupervisor{User: me, Available: in.Body.Available}})
	if err != nil {
		return nil, err
	}
	if err := roomFault(res); err != nil {
		return nil, err
	}
	return s.supervisorOut(ctx)
}

func (s *Server) monitor(ctx context.Context, in *ChatPath) (*chatSupervisorOut, error) {
	me, err := s.supervisor(ctx)
	if err != nil {
		return nil, err
	}
	r, err := s.room(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if !monitors(who(ctx), r) {
		return nil, because("own", fault.New(fault.Conflict, "this is a room of your own"))
	}
	if err := s.beginMonitor(ctx, chat.Monitor{Room: r.ID, User: me}); err != nil {
		return nil, err
	}
	return s.supervisorOut(ctx)
}

// beginMonitor begins with the line of the access log: nobody monitors without one. What is
// refused has none, unless it is refused between the two.
func (s *Server) beginMonitor(ctx context.Context, cmd chat.Monitor) error {
	var no chat.Refused
	var is bool
	if err := s.lookRooms(ctx, func(h *chat.House) { no, is = h.RefusesMonitor(cmd) }); err != nil {
		return err
	}
	if !is {
		if err := s.logAccess(ctx, "chat_monitored", "chat:"+string(cmd.Room), ""); err != nil {
			return err
		}
		res, err := s.doRooms(ctx, live.Act{Command: cmd})
		if err != nil {
			return err
		}
		no, is = res.Refused()
	}
	if is && no.Reason != chat.Unchanged { // else it goes on
		return s.notMonitored(ctx, no)
	}
	return nil
}

// because says in a field of the problem why something is refused.
func because(reason string, err error) *Problem {
	p := problem(err)
	p.Reason = reason
	return p
}

// notMonitored is what a supervisor is told of a refusal; who watches already is named (S11).
func (s *Server) notMonitored(ctx context.Context, no chat.Refused) error {
	switch no.Reason {
	case chat.Watched:
		p := because("watched", fault.New(fault.Conflict, "somebody monitors this room already"))
		by := "user:" + string(no.By)
		p.Watcher, p.WatcherName = string(no.By), s.actorNames(ctx, by)[by]
		return p
	case chat.NotAvailable:
		return because("not_available", fault.New(fault.Conflict, "become available first: then you can monitor"))
	}
	return because("wrong_status", fault.New(fault.Conflict, "only a conversation between an agent and a customer is monitored"))
}

// stopMonitor also ends what the caller monitors and does not see any more: the room went to
// somebody else's agent.
func (s *Server) stopMonitor(ctx context.Context, in *ChatPath) (*chatSupervisorOut, error) {
	me, err := s.supervisor(ctx)
	if err != nil {
		return nil, err
	}
	var watcher chat.UserID
	if err := s.lookRooms(ctx, func(h *chat.House) { watcher, _ = h.Watcher(in.ID) }); err != nil {
		return nil, err
	}
	if watcher != me {
		if _, err := s.room(ctx, in.ID); err != nil {
			return nil, err
		}
		return s.supervisorOut(ctx)
	}
	res, err := s.doRooms(ctx, live.Act{Command: chat.StopMonitor{Room: in.ID, User: me}})
	if err != nil {
		return nil, err
	}
	if _, is := res.Refused(); !is {
		if err := s.noteAccess(ctx, "chat_monitor_stopped", "chat:"+string(in.ID), ""); err != nil {
			return nil, err
		}
	}
	return s.supervisorOut(ctx)
}

// superviseNoMore ends what the caller monitors, who logs out. That goes on where chats cannot
// be told: the connection of the page ends too (S22).
func (s *Server) superviseNoMore(ctx context.Context) {
	id := who(ctx)
	if s.Rooms == nil || watchers.allow(id, "chat-supervisor-put") != nil {
		return
	}
	if _, err := s.doRooms(ctx, live.Act{Command: chat.SetSupervisor{User: chat.UserID(id.Login)}}); err != nil {
		s.Log.Warn().Err(fault.WithCause(err)).Str("user", id.Login).Msg("that a supervisor has logged out is not noted")
	}
}
