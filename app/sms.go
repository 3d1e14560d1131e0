package app

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/alimtalk"
	"github.com/callfloor/callfloor/sms/joint"
	"github.com/callfloor/callfloor/sms/nhn"
	"github.com/callfloor/callfloor/sms/smpp"
	"github.com/callfloor/callfloor/sms/twilio"
	"github.com/callfloor/callfloor/sms/webhook"
	"github.com/callfloor/callfloor/store"
)

// smsProviders make the providers of messages, by the name that the configuration gives.
// One that delivers nothing is told apart by delivers.
var smsProviders = map[string]func(*App) (p sms.Provider, delivers bool, err error){
	"local": func(*App) (sms.Provider, bool, error) { return sms.Local{}, false, nil },
	"nhn":   func(a *App) (sms.Provider, bool, error) { return delivering(nhn.New(a.cfg.SMS.NHN, a.around())) },
	"smpp":  func(a *App) (sms.Provider, bool, error) { return delivering(smpp.New(a.cfg.SMS.SMPP, a.around())) },
	"webhook": func(a *App) (sms.Provider, bool, error) {
		return delivering(webhook.New(a.cfg.SMS.Webhook, a.around()))
	},
}

// around is what providers are given.
func (a *App) around() sms.Around { return sms.Around{Log: a.log} }

// delivering is a provider that delivers, or why there is none.
func delivering[P sms.Provider](p P, err error) (sms.Provider, bool, error) {
	if err != nil {
		return nil, false, err
	}
	return p, true, nil
}

// beside makes the providers that stand beside the one that is named.
func (a *App) beside() (list []sms.Provider, err error) {
	if a.cfg.SMS.Alimtalk.AppKey != "" {
		p, err := alimtalk.New(a.cfg.SMS.Alimtalk, a.around())
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	if c, used := a.cfg.Twilio(); used {
		p, err := twilio.New(c, a.around())
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}

// texter is what the web needs of the engine of messages.
type texter struct {
	*sms.Engine
	app *App
}

// Senders implements web.Texter: as the provider knows them, else as the configuration names
// them. To try things out without a provider the numbers of the services will do.
func (t texter) Senders(ctx context.Context) ([]sms.Sender, error) {
	list, known, err := t.Engine.Senders(ctx)
	if known || err != nil {
		return list, err
	}
	for _, s := range t.app.cfg.SMS.Senders {
		list = append(list, sms.Sender{Number: s.Number, Name: s.Name, Usable: true})
	}
	if len(list) > 0 || t.app.cfg.SMS.Provider != "local" {
		return list, nil
	}
	seen := map[string]bool{}
	for _, s := range t.app.centre.directory().Services {
		for _, n := range s.Numbers {
			number := sms.SenderNumber(n.Number)
			if number != "" && !seen[number] {
				seen[number] = true
				list = append(list, sms.Sender{Number: number, Name: s.Name.Ko, Usable: true})
			}
		}
	}
	return list, nil
}

// KakaoTemplates implements web.Texter.
func (t texter) KakaoTemplates(ctx context.Context) ([]sms.KakaoTemplate, error) {
	if t.app.kakao == nil {
		return nil, nil
	}
	return t.app.kakao.list(ctx)
}

// Times of the list of templates of Alimtalk.
const (
	kakaoKept   = time.Minute      // it is believed so long
	kakaoWithin = 10 * time.Second // and waited for so long
)

// kakaoTemplates keeps what the provider says of templates of Alimtalk for a while.
type kakaoTemplates struct {
	from sms.KakaoTemplates
	mu   sync.Mutex
	kept []sms.KakaoTemplate
	at   time.Time // of kept; zero: there is none
}

func (k *kakaoTemplates) list(ctx context.Context) ([]sms.KakaoTemplate, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.at.IsZero() && time.Since(k.at) < kakaoKept {
		return k.kept, nil
	}
	ctx, cancel := context.WithTimeout(ctx, kakaoWithin)
	defer cancel()
	list, err := k.from.KakaoTemplates(ctx)
	switch {
	case err == nil:
		k.kept, k.at = list, time.Now()
	case k.at.IsZero():
		return nil, &fault.Error{Code: fault.Overloaded, Message: "the provider does not say now which templates of Alimtalk there are: try again in some seconds", Err: err}
	}
	return k.kept, nil // as they were last
}

// openSMS starts to hand messages over.
func (a *App) openSMS(context.Context) error {
	make, ok := smsProviders[a.cfg.SMS.Provider]
	if !ok {
		return fmt.Errorf("sms.provider: there is no provider %q", a.cfg.SMS.Provider) // checked before
	}
	provider, delivers, err := make(a)
	if err != nil {
		return fmt.Errorf("sms: %w", err)
	}
	others, err := a.beside()
	if err != nil {
		provider.Close() //nolint:errcheck // it was never used
		return fmt.Errorf("sms: %w", err)
	}
	provider = joint.New(provider, others...)
	m := newSMSMetrics(a.reg, a.db, provider.Name())
	a.smsKept = countedSMS{a.db, m, provider.Name(), a.textedAside}
	region := a.cfg.Desk.Region
	e := sms.NewEngine(sms.Options{
		Outbox: a.db, Provider: provider, Delivers: delivers, Log: a.log, Meter: m, Window: a.cfg.SMS.Window,
		Zone: a.zone, Policy: a.smsPolicy,
		Words: func() []string { return centre.SplitList(a.centre.Setting(centre.SetSMSWords)) },
		Dial:  func(n string) string { return desk.Dial(n, region) },
		Keep:  func(n string) string { return desk.Number(n, region) },

		Changed: func() { a.texts.Reserved("") },
		Arrived: func(m sms.Arrival) { a.texts.Reserved(m.Owner) },
		Take:    a.takeText,
	})
	a.sms, a.smsHook = e, hooked(provider)
	a.reg.MustRegister(smsPaused{e})
	if list := joint.All[sms.KakaoTemplates](provider); len(list) > 0 {
		a.kakao = &kakaoTemplates{from: list[0]}
	}
	e.Start()
	a.onClose("messages", e.Stop)
	if !delivers && len(a.cfg.SMS.Senders) > 0 {
		a.log.Warn().Str("provider", provider.Name()).Msg("text messages are kept and delivered nowhere: sms.provider of the configuration names who delivers them")
	}
	return nil
}

// hooked answers what the provider is told over HTTP, at paths that nobody can guess. Each
// checks by itself who tells it. nil where nothing is told.
func hooked(p sms.Provider) http.Handler {
	list := joint.All[sms.Called](p)
	list = slices.DeleteFunc(list, func(c sms.Called) bool { return c.Path() == "" })
	if len(list) == 0 {
		return nil
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, c := range list {
			if subtle.ConstantTimeCompare([]byte(r.URL.Path), []byte(c.Path())) == 1 {
				c.ServeHTTP(w, r)
				return
			}
		}
		http.NotFound(w, r)
	})
}

// zone is the centre's time zone as it is set now.
func (a *App) zone() *time.Location {
	l, err := time.LoadLocation(a.centre.Profile().TimeZone)
	if err != nil {
		return time.UTC // Profile.Check refuses it before
	}
	return l
}

// smsPolicy is what is looked at once more when a message leaves.
func (a *App) smsPolicy() sms.Policy {
	return sms.Policy{Morning: a.centre.Setting(centre.SetSMSAdNight) == "morning", RefuseAd: a.centre.Setting(centre.SetSMSOptOuts) == "advertising"}
}

// smsMetrics counts messages and what is asked of their provider.
type smsMetrics struct {
	messages *prometheus.CounterVec
	limited  *prometheus.CounterVec
	took     *prometheus.HistogramVec
	errors   *prometheus.CounterVec
}

// smsResults are the states that are counted: where a message has come.
var smsResults = []sms.State{sms.Taken, sms.Arrived, sms.Undone, sms.Refused, sms.Doubtful, sms.Cancelled, sms.Missed}

func newSMSMetrics(reg prometheus.Registerer, db *store.DB, provider string) *smsMetrics {
	m := &smsMetrics{
		messages: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "callfloor_sms_messages_total", Help: "Text messages by where they came: accepted and later delivered or failed, rejected, unknown, cancelled, missed.",
		}, []string{"type", "provider", "result"}),
		limited: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "callfloor_sms_limited_total", Help: "Text messages that were refused because of a limit, with all of their send: minute and day of one number, address of who sends to numbers that the centre does not know, budget of a day.",
		}, []string{"limit"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "callfloor_sms_provider_request_seconds", Help: "Time of a request to the provider of text messages.",
			Buckets: []float64{.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60},
		}, []string{"provider", "operation"}),
		errors: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "callfloor_sms_provider_errors_total", Help: "Requests to the provider of text messages that failed: again (nothing was taken, it is tried again), never (refused), account (a key, an account or an address is refused: everything waits until somebody acts), unknown (nobody knows yet).",
		}, []string{"provider", "class"}),
	}
	reg.MustRegister(m.messages, m.limited, m.took, m.errors, smsWaiting{db})
	// What is counted stands there before it happens: an increase over a time is from 0 on.
	for _, limit := range []string{"minute", "day", "address", "budget"} {
		m.limited.WithLabelValues(limit)
	}
	for _, kind := range []sms.Kind{sms.SMS, sms.MMS, sms.Alimtalk} {
		for _, s := range smsResults {
			m.messages.WithLabelValues(string(kind), provider, string(s))
		}
	}
	for _, class := range []sms.Class{sms.Again, sms.Never, sms.Account, sms.Unknown} {
		m.errors.WithLabelValues(provider, string(class))
	}
	for _, operation := range []string{"send", "find"} {
		m.took.WithLabelValues(provider, operation)
	}
	return m
}

// Moved implements sms.Meter.
func (m *smsMetrics) Moved(provider string, moves sms.Moves) {
	for k, n := range moves {
		for _, s := range smsResults {
			if s == k.State {
				m.messages.WithLabelValues(string(k.Kind), provider, string(s)).Add(float64(n))
			}
		}
	}
}

// Asked implements sms.Meter.
func (m *smsMetrics) Asked(provider, operation string, took time.Duration, err error) {
	m.took.WithLabelValues(provider, operation).Observe(took.Seconds())
	if err != nil {
		m.errors.WithLabelValues(provider, string(sms.ClassOf(err))).Inc()
	}
}

// countedSMS is the store for who sends, and for who deletes people: what a limit refuses is
// counted, and what is cancelled because its recipient was deleted.
type countedSMS struct {
	*store.DB
	met      *smsMetrics
	provider string
	sent     func(context.Context, sms.Make) // a new send is kept
}

// DeleteCustomer implements web.Desk.
func (c countedSMS) DeleteCustomer(ctx context.Context, id, region string) (desk.Deleted, error) {
	d, err := c.DB.DeleteCustomer(ctx, id, region)
	var m sms.Moves
	for kind, n := range d.Unsent {
		m.Add(sms.Kind(kind), sms.Cancelled, n)
	}
	if err == nil {
		c.met.Moved(c.provider, m)
	}
	return d, err
}

// CreateSMS implements web.SMS.
func (c countedSMS) CreateSMS(ctx context.Context, m sms.Make) (sms.Send, bool, error) {
	s, again, err := c.DB.CreateSMS(ctx, m)
	if limit := (*sms.LimitError)(nil); errors.As(err, &limit) {
		n := 0
		for _, b := range m.Batches {
			n += len(b.Messages)
		}
		c.met.limited.WithLabelValues(limit.Reason).Add(float64(n))
	}
	if err == nil && !again {
		c.sent(ctx, m)
	}
	return s, again, err
}

// smsPaused tells what is not sent, when it is asked.
type smsPaused struct{ engine *sms.Engine }

var smsPausedDesc = prometheus.NewDesc("callfloor_sms_paused", "1 while nothing of a type is sent but one message that tries now and then, as the provider did not take it or refuses the account, until it takes one; type sms stands for everything, alimtalk for Alimtalk alone.", []string{"type"}, nil)

func (c smsPaused) Describe(to chan<- *prometheus.Desc) { to <- smsPausedDesc }

func (c smsPaused) Collect(to chan<- prometheus.Metric) {
	now := c.engine.Condition()
	for kind, paused := range map[sms.Kind]bool{sms.SMS: now.Paused, sms.Alimtalk: now.Alimtalk.Paused} {
		v := 0.0
		if paused {
			v = 1
		}
		to <- prometheus.MustNewConstMetric(smsPausedDesc, prometheus.GaugeValue, v, string(kind))
	}
}

// smsWaiting tells how many messages wait, when it is asked.
type smsWaiting struct{ db *store.DB }

var (
	smsScheduled = prometheus.NewDesc("callfloor_sms_scheduled", "Text messages that wait for their time.", nil, nil)
	smsQueued    = prometheus.NewDesc("callfloor_sms_queued", "Text messages that wait for their turn.", nil, nil)
	smsUnknown   = prometheus.NewDesc("callfloor_sms_unknown", "Text messages of which nobody knows whether they were sent: somebody has to decide.", nil, nil)
	smsOldest    = prometheus.NewDesc("callfloor_sms_oldest_seconds", "How long the first text message has waited for its turn; 0 where none waits.", nil, nil)
)

func (c smsWaiting) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{smsScheduled, smsQueued, smsUnknown, smsOldest} {
		to <- d
	}
}

// smsCountWithin bounds what a scrape waits for the database.
const smsCountWithin = 2 * time.Second

func (c smsWaiting) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), smsCountWithin)
	defer cancel()
	st, err := c.db.SMSStats(ctx)
	if err != nil {
		return // the database's own metrics say so
	}
	oldest := 0.0
	if !st.Oldest.IsZero() {
		oldest = max(0, time.Since(st.Oldest).Seconds())
	}
	for d, v := range map[*prometheus.Desc]float64{smsScheduled: float64(st.Scheduled), smsQueued: float64(st.Queued), smsUnknown: float64(st.Unknown), smsOldest: oldest} {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v)
	}
}
