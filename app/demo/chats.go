package demo

import (
	"context"
	"maps"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/rs/zerolog"
)

// Password is the one of every log-in of the demo; the demo prints it.
const Password = "Callfloor-demo-1"

// How many write at once, so that 6 to 10 rooms are open, and who answers them. Nobody
// answers for Person.
const chatCustomers = 9

var chatAgents = []string{"agent02", "agent03", "agent04", "agent05"}

// ChatsConfig is where the simulated customers write, and where the agents answer.
type ChatsConfig struct {
	URL  string // of the program: http://127.0.0.1:8080
	Log  zerolog.Logger
	Seed uint64

	// Agents answer, Customers is how many write at once; left out: as in the demo.
	Agents    []string
	Customers int
	// Tokens are those of customers who were there before, by number.
	Tokens map[int]string
	// Pace is how many times as fast they are as people; 0: as fast.
	Pace float64
}

// Chats are simulated customers who write from a page of the site, through the protocol of
// the widget, and agents who answer them through the API. Stop ends them.
type Chats struct {
	cfg    ChatsConfig
	cancel context.CancelFunc
	wg     sync.WaitGroup

	mu     sync.Mutex
	tokens map[int]string // of customers who were there before, by number
	there  map[int]bool   // customers who are there now
}

// StartChats lets agents sign in and customers come.
func StartChats(cfg ChatsConfig) *Chats {
	if cfg.Agents == nil {
		cfg.Agents = chatAgents
	}
	if cfg.Customers == 0 {
		cfg.Customers = chatCustomers
	}
	if cfg.Pace == 0 {
		cfg.Pace = 1
	}
	if cfg.Tokens == nil {
		cfg.Tokens = map[int]string{}
	}
	run, cancel := context.WithCancel(context.Background())
	c := &Chats{cfg: cfg, cancel: cancel, tokens: maps.Clone(cfg.Tokens), there: map[int]bool{}}
	for i, id := range cfg.Agents {
		c.wg.Go(func() { c.answer(run, id, i) })
	}
	for i := range cfg.Customers {
		c.wg.Go(func() { c.come(run, i) })
	}
	return c
}

// Stop ends everybody.
func (c *Chats) Stop() {
	c.cancel()
	c.wg.Wait()
}

// pause lets people take their time; false when ctx ended.
func (c *Chats) pause(ctx context.Context, r *rand.Rand, lo, hi time.Duration) bool {
	return sleep(ctx, c.pace(between(r, lo, hi)))
}

func (c *Chats) pace(d time.Duration) time.Duration {
	return time.Duration(float64(d) / c.cfg.Pace)
}

// come is a place at which one customer after another writes.
func (c *Chats) come(ctx context.Context, place int) {
	r := r0(c.cfg.Seed, "chats "+string(rune('a'+place)))
	if !c.pause(ctx, r, 0, 25*time.Second) { // not all at the same moment
		return
	}
	for n := place; ; n += c.cfg.Customers {
		t := planTalk(c.cfg.Seed, n)
		if customer, free := c.enter(t.customer); free {
			t.customer = customer
			c.write(ctx, r, n, t)
			c.leave(customer)
		}
		if !c.pause(ctx, r, 2*time.Second, 10*time.Second) {
			return
		}
	}
}

// enter takes the first customer from one on who is not there yet.
func (c *Chats) enter(from int) (int, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range chatPeople {
		if n := (from + i) % chatPeople; !c.there[n] {
			c.there[n] = true
			return n, true
		}
	}
	return 0, false
}

func (c *Chats) leave(customer int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.there, customer)
}

func (c *Chats) token(customer int) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tokens[customer]
}

func (c *Chats) keep(customer int, token string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tokens[customer] = token
}
