package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// ChatRequestView is what an agent asks of the manager (상담원 요청사항), with what the one is
// called who answered.
type ChatRequestView struct {
	chat.Request
	ByName string `json:"by_name,omitempty" readOnly:"true" doc:"what the person is called now whom by names; absent: it was a program, or the name could not be read"`
}

// requestViews are requests with the names of who answered, read once for all of them.
func (s *Server) requestViews(ctx context.Context, list ...chat.Request) []ChatRequestView {
	var actors []string
	for _, r := range list {
		if r.By != "" {
			actors = append(actors, "user:"+string(r.By))
		}
	}
	names, out := s.actorNames(ctx, actors...), make([]ChatRequestView, len(list))
	for i, r := range list {
		out[i] = ChatRequestView{r, names["user:"+string(r.By)]}
	}
	return out
}

// ChatRequestPage is one page of requests.
type ChatRequestPage struct {
	Items []ChatRequestView `json:"items"`
	Next  string            `json:"next,omitempty" doc:"cursor of the next page; absent on the last"`
}

type chatRequestOut struct{ Body ChatRequestView }

func (s *Server) chatRequestRoutes(tag string) {
	register(s, op(tag, "chat-requests-list", http.MethodGet, "/chat/requests", "Requests of agents, newest first: agents see their own, managers those of their agents"), s.listRequests)
	create := op(tag, "chat-request-create", http.MethodPost, "/chat/requests", "Ask the manager for something")
	create.DefaultStatus = http.StatusCreated
	register(s, create, s.createRequest)
	register(s, op(tag, "chat-request-answer", http.MethodPost, "/chat/requests/{id}/answer", "Answer a request of an agent"), s.answerRequest)
}

func (s *Server) listRequests(ctx context.Context, in *struct {
	State chat.RequestState `query:"state" enum:"open,done,refused"`
	ChatPaging
}) (*struct{ Body ChatRequestPage }, error) {
	if err := s.chatsUsed(); err != nil {
		return nil, err
	}
	scope, err := s.chatScope(ctx, who(ctx))
	if err != nil {
		return nil, err
	}
	if in.State == chat.RequestOpen { // those that pages of chats count: who is deleted waits for nothing
		scope = s.pageScope(who(ctx)).Scope
	}
	f := chat.RequestFilter{State: in.State, After: in.After, Limit: in.Limit}
	if !scope.All {
		f.Agents = append([]acd.AgentID{}, scope.Agents...)
	}
	list, next, err := s.Chats.ChatRequests(ctx, f)
	return &struct{ Body ChatRequestPage }{ChatRequestPage{s.requestViews(ctx, list...), next}}, err
}

// line is what somebody wrote of a request or an answer.
func line(field, text string) (string, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	switch {
	case text == "":
		return "", inField(field, fault.New(fault.Invalid, "write what it is about"))
	case strings.ContainsFunc(text, control):
		return "", inField(field, fault.New(fault.Invalid, "the text has control characters"))
	}
	return text, nil
}

func (s *Server) createRequest(ctx context.Context, in *struct {
	Body struct {
		Room chat.RoomID `json:"room,omitempty" maxLength:"40" doc:"what it is about: a room that the caller sees"`
		Body string      `json:"body" minLength:"1" maxLength:"2000" example:"환불 승인 부탁드립니다."`
	}
}) (*chatRequestOut, error) {
	if err := s.chatsUsed(); err != nil {
		return nil, err
	}
	own, err := ownAgent(ctx)
	if err != nil {
		return nil, err
	}
	if in.Body.Room != "" {
		if _, err := s.room(ctx, in.Body.Room); err != nil {
			return nil, err
		}
	}
	r := chat.Request{ID: people.NewID(), Room: in.Body.Room, Agent: acd.AgentID(own), State: chat.RequestOpen, Asked: acd.At(time.Now())}
	if r.Body, err = line("body", in.Body.Body); err != nil {
		return nil, err
	}
	a, _, err := s.Centre.Agent(ctx, own)
	if err != nil {
		return nil, err
	}
	r.Manager = chat.UserID(a.Manager)
	if err := s.Chats.ChatAsk(ctx, r); err != nil {
		return nil, err
	}
	s.asked()
	return &chatRequestOut{s.requestViews(ctx, r)[0]}, nil
}

// asked has open pages told that a request was made or answered.
func (s *Server) asked() {
	if s.ChatBoard != nil {
		s.ChatBoard.Asked()
	}
}

func (s *Server) answerRequest(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		State  chat.RequestState `json:"state" enum:"done,refused"`
		Answer string            `json:"answer" minLength:"1" maxLength:"2000" example:"승인했습니다."`
	}
}) (*chatRequestOut, error) {
	if err := s.chatsUsed(); err != nil {
		return nil, err
	}
	r, err := s.Chats.ChatRequest(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	scope, err := s.chatScope(ctx, who(ctx))
	if err != nil {
		return nil, err
	}
	if !scope.All && !slices.Contains(scope.Agents, r.Agent) {
		return nil, fault.New(fault.NotFound, "there is no request %q", in.ID)
	}
	answer, err := line("answer", in.Body.Answer)
	if err != nil {
		return nil, err
	}
	r, err = s.Chats.ChatAnswer(ctx, in.ID, in.Body.State, answer, chat.UserID(who(ctx).Login), acd.At(time.Now()))
	if err != nil {
		return nil, err
	}
	s.asked()
	return &chatRequestOut{s.requestViews(ctx, r)[0]}, nil
}
