package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/callfloor/callfloor/desk"
)

// DraftView is a note that was begun and not saved, as a list shows it.
type DraftView struct {
	desk.OpenDraft
	Masked bool `json:"masked,omitempty" doc:"number is masked"`
}

// DraftList are the newest drafts of an agent.
type DraftList struct {
	Items []DraftView `json:"items"`
	More  bool        `json:"more,omitempty" doc:"there are older ones, which are not shown"`
}

func (s *Server) draftRoutes() {
	register(s, op("Desk", "drafts-list", http.MethodGet, "/drafts", "Notes of the agent of this log-in that were begun and not saved, newest first; numbers are masked for everybody"), s.listDrafts)
}

func (s *Server) listDrafts(ctx context.Context, in *struct {
	Limit int `query:"limit" minimum:"1" maximum:"50" default:"50"`
}) (*struct{ Body DraftList }, error) {
	own, err := ownAgent(ctx)
	if err != nil {
		return nil, err
	}
	list, err := s.Desk.Drafts(ctx, own, in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := DraftList{Items: []DraftView{}, More: len(list) > in.Limit}
	list = list[:min(len(list), in.Limit)]
	if err := s.nameDrafts(ctx, list); err != nil {
		return nil, err
	}
	viewer := listed(ctx)
	var seen []string
	for _, d := range list {
		d.Number = s.shown(viewer, d.Number)
		out.Items = append(out.Items, DraftView{OpenDraft: d, Masked: true})
		if d.Customer != "" && !slices.Contains(seen, d.Customer) && len(seen) < 20 {
			seen = append(seen, d.Customer)
		}
	}
	if len(list) == 0 { // nobody was looked at
		return &struct{ Body DraftList }{out}, nil
	}
	return &struct{ Body DraftList }{out}, s.logAccess(ctx, "drafts_viewed", "drafts", fmt.Sprintf("%d found: %s", len(list), strings.Join(seen, " ")))
}

// nameDrafts says whose the drafts are of calls that are linked to nobody: the one
// customer's who has the number.
func (s *Server) nameDrafts(ctx context.Context, list []desk.OpenDraft) error {
	var numbers []string
	for _, d := range list {
		if d.Customer == "" && d.Number != "" && !slices.Contains(numbers, d.Number) {
			numbers = append(numbers, d.Number)
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	of, err := s.Desk.CustomersOf(ctx, numbers)
	for i, d := range list {
		if b, ok := of[d.Number]; ok && d.Customer == "" {
			list[i].Customer, list[i].CustomerName = b.ID, b.Name
		}
	}
	return err
}
