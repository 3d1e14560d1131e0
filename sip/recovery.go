package sip

import (
	"context"
	"fmt"

	sipmsg "github.com/emiago/sipgo/sip"
)

// seqLeap is added to the stored CSeq, so that a BYE after a crash is newer than
// anything that was sent and not stored.
const seqLeap = 100

// recoverDialogs hangs up what a killed process left: both sides of every stored
// dialog get a BYE (F-01).
func (s *Server) recoverDialogs(ctx context.Context) error {
	if s.deps.Dialogs == nil {
		return nil
	}
	list, err := s.deps.Dialogs.Dialogs(ctx)
	if err != nil {
		return fmt.Errorf("read stored dialogs: %w", err)
	}
	for i := range list {
		d := list[i]
		s.saver.stored(d.ID)
		d.LocalSeq += seqLeap
		fl := d.nextHop(s.tr, nil)
		o := d.request(sipmsg.BYE, header{"Reason", q850(41, "restarted")})
		var t *Trunk
		if d.Agent == "" {
			t = s.dir().trunkOf(d.Peer.Addr())
		}
		s.sendLast(t, o, fl, func(res *sipmsg.Response, err error) {
			if res == nil || res.StatusCode >= 200 {
				s.saver.deleteDialog(d.ID)
			}
		})
	}
	if len(list) > 0 {
		s.log.Info().Int("dialogs", len(list)).Msg("hung up the calls of before the restart")
	}
	return nil
}
