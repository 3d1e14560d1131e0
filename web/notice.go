package web

import (
	"context"
	"net/http"
	"strings"
	"unicode"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/fault"
)

// Notices keeps the notice of the wallboard and shows it. Errors carry fault codes.
type Notices interface {
	Notice() Notice
	// SetNotice stores a notice that was checked, then shows it on every screen.
	SetNotice(ctx context.Context, n Notice) error
}

// Notice is the line (공지) that every wallboard shows while its text is set.
type Notice struct {
	Text  string `json:"text" maxLength:"200" doc:"공지: one line; empty: none"`
	Place string `json:"place,omitempty" enum:"top,bottom" default:"top" doc:"where it stands on the wallboard"`
}

// clean returns the notice without spaces around it, or fault.Invalid. A mark that
// turns the direction of writing (Unicode Bidi_Control) would show another line
// than the one that was checked and logged.
func (n Notice) clean() (Notice, error) {
	n.Text = strings.TrimSpace(n.Text)
	for _, r := range n.Text {
		switch {
		case unicode.IsControl(r) || r == '\u2028' || r == '\u2029':
			return n, fault.New(fault.Invalid, "the notice is one line without control characters: take out %U (line break, tab or the like)", r)
		case unicode.Is(unicode.Bidi_Control, r):
			return n, fault.New(fault.Invalid, "the notice must not turn the direction of writing: take out the invisible mark %U, or type the text again instead of pasting it", r)
		}
	}
	return n, nil
}

func (s *Server) noticeRoutes() {
	tag := []string{"Displays"}
	register(s, huma.Operation{OperationID: "notice-get", Method: http.MethodGet, Path: "/notice", Tags: tag,
		Summary: "The notice on every wallboard"}, func(context.Context, *struct{}) (*struct{ Body Notice }, error) {
		return &struct{ Body Notice }{s.Notices.Notice()}, nil
	})
	register(s, huma.Operation{OperationID: "notice-put", Method: http.MethodPut, Path: "/notice", Tags: tag,
		Summary: "Show a notice on every wallboard at once; an empty text takes it away"}, func(ctx context.Context, in *struct{ Body Notice }) (*struct{ Body Notice }, error) {
		n, err := in.Body.clean()
		if err != nil {
			return nil, err
		}
		if err := s.Notices.SetNotice(ctx, n); err != nil {
			return nil, err
		}
		return &struct{ Body Notice }{n}, s.logAccess(ctx, "notice_changed", "notice", n.Text)
	})
}
