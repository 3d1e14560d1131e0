package web

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// Snapshot is how things stand behind an event: what programs begin with, or take anew
// after a reset.
type Snapshot struct {
	Seq    uint64      `json:"seq" doc:"go on with the events behind this one (after of /events); one that is counted here already may come again"`
	Agents []AgentView `json:"agents"`
	Calls  []LiveCall  `json:"calls"`
}

type snapshotOut struct{ Body Snapshot }

func (s *Server) snapshotRoute() {
	register(s, huma.Operation{OperationID: "snapshot", Method: http.MethodGet, Path: "/snapshot", Tags: []string{"Calls"},
		Summary: "Agents and live calls as they stand, and the event behind which to go on; numbers are masked"}, func(ctx context.Context, _ *struct{}) (*snapshotOut, error) {
		_, seq := s.EventLog.End() // first: what happens from here on is told too
		agents, err := s.agentViews(ctx)
		if err != nil {
			return nil, err
		}
		calls, err := s.callViews(ctx, listed(ctx))
		return &snapshotOut{Body: Snapshot{Seq: seq, Agents: agents, Calls: calls}}, err
	})
}
