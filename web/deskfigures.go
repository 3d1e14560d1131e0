package web

import (
	"context"
	"net/http"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
)

func (s *Server) deskFigureRoutes() {
	register(s, op("Desk", "desk-figures", http.MethodGet, "/desk/figures", "The figures of the desk of the agent of this log-in, since local midnight"), func(ctx context.Context, _ *struct{}) (*struct{ Body desk.Figures }, error) {
		agent, err := ownAgent(ctx)
		if err != nil {
			return nil, err
		}
		st, err := s.Floor.State(ctx)
		if err != nil {
			return nil, err
		}
		compare := s.cfg.Desk.Compare
		if compare == "" {
			compare = desk.CompareAll
		}
		f, ok := desk.FiguresOf(st, acd.AgentID(agent), compare)
		if !ok {
			return nil, fault.New(fault.NotFound, "there is no agent %q", agent)
		}
		return &struct{ Body desk.Figures }{f}, nil
	})
}
