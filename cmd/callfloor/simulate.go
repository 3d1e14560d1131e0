package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/callfloor/callfloor/app"
)

type simulateCmd struct {
	NHN  simulateNHNCmd  `cmd:"" name:"nhn" help:"NHN Cloud SMS and Alimtalk."`
	SMPP simulateSMPPCmd `cmd:"" name:"smpp" help:"An SMPP 3.4 provider."`
}

type simulateNHNCmd struct {
	Listen        string             `default:"127.0.0.1:8770" placeholder:"ADDRESS" help:"Address and port of the API and the page (${default})."`
	AppKey        string             `default:"simulated" help:"App key that is taken (${default})."`
	SecretKey     string             `default:"simulated" help:"Secret key that is taken (${default})."`
	SenderKey     string             `default:"simulated" help:"Sender key of Alimtalk (${default})."`
	Sender        []string           `placeholder:"NUMBER" help:"Registered number; may be given several times. Left out: every number may send."`
	Fault         map[string]float64 `mapsep:"," placeholder:"NAME=RATE,..." help:"What goes wrong by chance, and how often (0 to 1)."`
	Seed          uint64             `default:"1" help:"The same seed, the same faults (${default})."`
	Delay         time.Duration      `default:"2s" help:"Until a message is delivered (${default})."`
	Index         time.Duration      `default:"0s" help:"Until what was taken shows in lists (${default})."`
	Slow          time.Duration      `default:"1m" help:"How long a slow answer takes (${default})."`
	Hold          time.Duration      `default:"2m" help:"How long a request is held that is never answered (${default})."`
	Late          time.Duration      `default:"30s" help:"How much later a late result is (${default})."`
	Webhook       string             `placeholder:"URL" help:"Where results are posted: the address with sms.nhn.webhook.token."`
	KakaoWebhook  string             `placeholder:"URL" help:"Where results of Alimtalk are posted."`
	Signature     string             `placeholder:"TEXT" help:"Signature that is sent along: sms.nhn.webhook.signature."`
	Quota         int                `placeholder:"N" help:"Messages that are taken before the month's quota is used up."`
	HideScheduled bool               `help:"Scheduled messages show in the list of reservations alone until their time."`
	OldDates      bool               `help:"message-results asks for the dates of its documentation's example."`
	Nested        bool               `help:"message-results answers in the shape of its documentation's table."`
}

// Help implements kong.HelpProvider.
func (simulateNHNCmd) Help() string { return app.SimulateNHNHelp() }

type simulateSMPPCmd struct {
	Listen    string             `default:"127.0.0.1:2775" placeholder:"ADDRESS" help:"Address and port of SMPP (${default})."`
	Page      string             `default:"127.0.0.1:2780" placeholder:"ADDRESS" help:"Address and port of the page (${default})."`
	SystemID  string             `name:"system-id" default:"callfloor" help:"Log-in that is taken (${default})."`
	Password  string             `default:"simulate" help:"Password that is taken (${default})."`
	Fault     map[string]float64 `mapsep:"," placeholder:"NAME=RATE,..." help:"What goes wrong by chance, and how often (0 to 1)."`
	Seed      uint64             `default:"1" help:"The same seed, the same faults (${default})."`
	Delay     time.Duration      `default:"2s" help:"Until a message is delivered (${default})."`
	Slow      time.Duration      `default:"1m" help:"How much later a slow answer comes (${default})."`
	Late      time.Duration      `default:"30s" help:"How much later a late receipt comes (${default})."`
	PerSecond int                `placeholder:"N" help:"Messages a second; more are throttled (0x58)."`
	IDs       string             `name:"ids" enum:"same,hex_in_answers,decimal_in_answers" default:"same" help:"How messages are named in receipts: same, hex_in_answers, decimal_in_answers (${default})."`
	Tag       uint16             `default:"0x1500" help:"Number of the private parameter that doubles are counted by: sms.smpp.reference (${default})."`
	Unique    uint32             `placeholder:"STATUS" help:"Status by which a reference that was taken already is refused, such as 0x0451."`
	Usual     string             `name:"default-alphabet" enum:"gsm,ascii,latin1,ksc5601,ucs2" default:"gsm" help:"What data_coding 0 stands for: gsm, ascii, latin1, ksc5601, ucs2 (${default})."`
	OneByOne  bool               `help:"The next part of a customer's long message comes after the answer to the one before."`
}

// Help implements kong.HelpProvider.
func (simulateSMPPCmd) Help() string { return app.SimulateSMPPHelp() }

// untilStopped is a context that ends when somebody stops the program.
func untilStopped(ctx context.Context) (context.Context, context.CancelFunc) {
	return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
}

func (c *simulateNHNCmd) run(ctx context.Context, out, log io.Writer) error {
	ctx, stop := untilStopped(ctx)
	defer stop()
	return app.SimulateNHN(ctx, out, log, c.Listen, app.SimulateNHNOptions{
		AppKey: c.AppKey, SecretKey: c.SecretKey, SenderKey: c.SenderKey, Senders: c.Sender, Seed: c.Seed, Faults: c.Fault,
		Delay: c.Delay, Index: c.Index, Slow: c.Slow, Hold: c.Hold, Late: c.Late, Webhook: c.Webhook, KakaoWebhook: c.KakaoWebhook, Signature: c.Signature,
		Quota: c.Quota, HideScheduled: c.HideScheduled, OldDates: c.OldDates, Nested: c.Nested,
	})
}

func (c *simulateSMPPCmd) run(ctx context.Context, out, log io.Writer) error {
	ctx, stop := untilStopped(ctx)
	defer stop()
	return app.SimulateSMPP(ctx, out, log, c.Listen, c.Page, app.SimulateSMPPOptions{
		SystemID: c.SystemID, Password: c.Password, Seed: c.Seed, Faults: c.Fault, Delay: c.Delay, Slow: c.Slow, Late: c.Late,
		PerSecond: c.PerSecond, IDs: c.IDs, Tag: c.Tag, Unique: c.Unique, Usual: c.Usual, OneByOne: c.OneByOne,
	})
}
