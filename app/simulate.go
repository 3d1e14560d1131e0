package app

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/app/config"
	nhnsim "github.com/callfloor/callfloor/sms/nhn/simulate"
	smppsim "github.com/callfloor/callfloor/sms/smpp/simulate"
)

// SimulateNHNOptions say what a simulated NHN Cloud SMS does.
type SimulateNHNOptions = nhnsim.Options

// SimulateSMPPOptions say what a simulated SMPP provider does.
type SimulateSMPPOptions = smppsim.Options

// simulated returns the log of a simulated provider.
func simulated(w io.Writer) zerolog.Logger {
	return newLogger(config.Log{Level: "info", Format: "text"}, w)
}

// SimulateNHN runs a simulated NHN Cloud SMS and Alimtalk until the context ends.
func SimulateNHN(ctx context.Context, out, log io.Writer, listen string, o SimulateNHNOptions) error {
	o.Log = simulated(log)
	v, err := nhnsim.New(o)
	if err != nil {
		return &UsageError{err}
	}
	defer v.Close()
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return fmt.Errorf("simulate nhn: %w", err)
	}
	fmt.Fprintf(out, "Simulated NHN Cloud SMS and Alimtalk: sms.nhn.url and sms.alimtalk.url are http://%s\nWhat it would have delivered: http://%s/ (as JSON: http://%s/simulated)\n", l.Addr(), l.Addr(), l.Addr())
	return v.Serve(ctx, l)
}

// SimulateSMPP runs a simulated SMPP provider, and its page, until the context ends.
func SimulateSMPP(ctx context.Context, out, log io.Writer, listen, page string, o SimulateSMPPOptions) error {
	o.Log = simulated(log)
	v, err := smppsim.New(o)
	if err != nil {
		return &UsageError{err}
	}
	defer v.Close()
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return fmt.Errorf("simulate smpp: %w", err)
	}
	defer l.Close()
	pl, err := net.Listen("tcp", page)
	if err != nil {
		return fmt.Errorf("simulate smpp, its page: %w", err)
	}
	srv := &http.Server{Handler: v, ReadHeaderTimeout: 5 * time.Second, ErrorLog: stdLog(o.Log)}
	var serving sync.WaitGroup
	serving.Go(func() { srv.Serve(pl) }) //nolint:errcheck // it ends with the context
	defer serving.Wait()
	defer srv.Close()
	fmt.Fprintf(out, "Simulated SMPP provider: sms.smpp.address is %s\nWhat it would have delivered, and a form to write as a customer: http://%s/ (as JSON: http://%s/simulated)\n", l.Addr(), pl.Addr(), pl.Addr())
	return v.Serve(ctx, l)
}

// SimulateNHNHelp is the help of the command, behind its flags.
func SimulateNHNHelp() string {
	return `Speaks the APIs of NHN Cloud SMS (v3.0) and Alimtalk (v2.3), and sends nothing to anybody. Its page shows what it would have delivered.

` + nhnsim.Help() + `

Try it: callfloor simulate nhn --sender 15880001 --fault timeout=0.05,reset=0.05

with this in the configuration:

  sms:
    provider: nhn
    nhn:
      url: http://127.0.0.1:8770
      app_key: simulated
      secret_key: simulated
      allow: [127.0.0.1]
`
}

// SimulateSMPPHelp is the help of the command, behind its flags.
func SimulateSMPPHelp() string {
	return `Speaks SMPP 3.4, and sends nothing to anybody. Its page shows what it would have delivered, and writes messages as a customer would.

` + smppsim.Help() + `

Try it: callfloor simulate smpp --fault timeout=0.05,reset=0.01

with this in the configuration:

  sms:
    provider: smpp
    smpp:
      address: 127.0.0.1:2775
      system_id: callfloor
      password: simulate
      reference: "0x1500"
    senders:
      - {number: "15880001", name: main}
`
}
