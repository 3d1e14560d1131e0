package menu

import (
	"slices"
	"strings"
	"time"
)

// Do is what the edge is to do next.
type Do interface{ do() }

// Play plays prompts one after the other, in place of what is played, in Language. The
// edge says Played when it has come to the end.
type Play struct {
	Prompts  []string
	Language string
}

// Listen waits for a key, in silence; Due is said after For.
type Listen struct{ For time.Duration }

// Record records what the caller says, for Most at most, until a key or until it has been
// silent for Silence. Recorded is said then.
type Record struct{ Most, Silence time.Duration }

// Take asks to keep a request for a callback, or a message that was recorded. Kept is
// said when it is, or is not.
type Take struct {
	Number  string // at which to call
	Service string
	Voice   bool // with what was recorded
	Route   string
	// Language is the one that the caller has heard.
	Language string
}

// End is the way out. Of the kinds only ToService, ToNumber, ToHangUp and ToWaiting come;
// Taken says that a request was kept.
type End struct {
	Way      Way
	Taken    bool
	Language string
	Route    string
}

func (Play) do()   {}
func (Listen) do() {}
func (Record) do() {}
func (Take) do()   {}
func (End) do()    {}

// Outcome is what became of a request.
type Outcome string

// What Kept can be told.
const (
	Promised    Outcome = "promised" // the caller keeps a place in the line and is called when the turn comes
	Taken       Outcome = "taken"    // somebody will call
	Have        Outcome = "have"     // there is one of this number already
	NotThis     Outcome = "not_this" // this number is not called
	NotNow      Outcome = "not_now"  // it could not be kept
	maxDigits           = 16
	minDigits           = 7
	typing              = 5 * time.Second
	listen              = 5 * time.Second
	tries               = 3
	maxMessage          = 2 * time.Minute
	silence             = 4 * time.Second
	maxRoute            = 40
	maxAsked            = 60 // questions of one call: who never chooses is not asked for ever
	mostTypings         = 6  // times that one call begins to type a number
)

// stage is where a run stands.
type stage int

const (
	greeting   stage = iota
	asking           // the prompt of a question, or the wait after it
	confirming       // at this number?
	typingIn         // a number
	reading          // it back
	beforeTone
	recording
	keeping
	thanking // then the call ends
	leaving  // a message, then the call ends
	over
)

// Run is one conversation. Every method returns what is to be done next, in order; after
// an End nothing comes any more.
type Run struct {
	language string
	caller   string // number that calls, in digits; "" where it is hidden
	waiting  bool   // the caller waits in a line: back there is a way out
	menu     Menu
	keeps    func() bool // requests are kept now; nil is yes

	stage   stage
	asked   *Question
	times   int // that it was asked
	all     int // questions that were asked
	typings int // times that a number was begun
	typed   string
	service string
	voice   bool
	taken   bool
	early   byte // a key that came while the greeting had to be heard
	route   []string
	then    Way // after what is played
}

// Begin starts m for a caller. keeps says whether requests and messages are kept now; it
// is asked before the caller is asked for one, and nil is yes.
func Begin(m Menu, caller string, keeps func() bool) (*Run, []Do) {
	r := &Run{language: m.Language, caller: caller, menu: m, keeps: keeps}
	var first []string
	if m.Greeting != "" {
		first = append(first, m.Greeting)
	}
	if m.Recorded {
		first = append(first, SayRecorded)
	}
	if len(first) > 0 {
		r.stage = greeting
		return r, r.play(first...)
	}
	return r, r.begin()
}

// BeginWay starts at a way: what a rule of a service leads to, or a key of who waits.
// waiting says that the caller stands in a line and goes back there where nothing comes
// of it; keeps is that of Begin.
func BeginWay(w Way, language, caller string, waiting bool, keeps func() bool) (*Run, []Do) {
	r := &Run{language: language, caller: caller, waiting: waiting, keeps: keeps}
	return r, r.go_(w)
}

// Language is the one that is spoken now.
func (r *Run) Language() string { return r.language }

// Over reports whether the run has ended.
func (r *Run) Over() bool { return r.stage == over }

func (r *Run) play(prompts ...string) []Do {
	return []Do{Play{slices.DeleteFunc(prompts, func(p string) bool { return p == "" }), r.language}}
}

func (r *Run) begin() []Do {
	if r.menu.Question != nil {
		return r.ask(r.menu.Question)
	}
	return r.go_(r.menu.Then)
}

// ask asks q for the first time.
func (r *Run) ask(q *Question) []Do {
	r.stage, r.asked, r.times = asking, q, 1
	return r.question()
}

// question asks again what is asked.
func (r *Run) question(before ...string) []Do {
	if r.all++; r.all > maxAsked {
		return r.go_(Way{To: ToMessage, Prompt: SayBye})
	}
	all := before
	if r.asked.Prompt != "" {
		all = append(all, r.asked.Prompt)
	}
	if len(all) == 0 {
		return []Do{Listen{r.patience()}}
	}
	return r.play(all...)
}

func (r *Run) patience() time.Duration {
	if r.asked != nil && r.asked.Wait > 0 {
		return r.asked.Wait
	}
	return listen
}

// Played is told that what was to be played has come to its end.
func (r *Run) Played() []Do {
	switch r.stage {
	case greeting:
		next := r.begin()
		if _, ok := r.key(r.early); ok {
			return r.Key(r.early)
		}
		return next
	case asking:
		return []Do{Listen{r.patience()}}
	case confirming, reading:
		return []Do{Listen{listen}}
	case typingIn:
		return []Do{Listen{2 * typing}}
	case beforeTone:
		r.stage = recording
		return []Do{Record{maxMessage, silence}}
	case thanking, leaving:
		return r.end(r.then)
	}
	return nil
}

// Due is told that no key has come.
func (r *Run) Due() []Do {
	switch r.stage {
	case asking:
		return r.again(SayNothing)
	case typingIn:
		if r.typed == "" {
			return r.typeAgain(SayNothing)
		}
		return r.numberTyped()
	case confirming, reading:
		if r.times++; r.times > tries {
			return r.giveUp()
		}
		return r.repeat(SayNothing)
	}
	return nil
}

// Key is told of a key.
func (r *Run) Key(d byte) []Do {
	switch r.stage {
	case greeting: // whoever knows the menu does not wait for it, unless it must be heard
		if r.early = d; r.menu.Recorded || r.menu.Question == nil {
			return nil
		}
		if _, ok := r.menu.Question.Keys[d]; !ok {
			return nil
		}
		r.stage, r.asked, r.times = asking, r.menu.Question, 1
		return r.Key(d)
	case asking:
		w, ok := r.key(d)
		if !ok {
			return r.again(SayWrong)
		}
		r.note(d, w.Name)
		return r.go_(w)
	case confirming:
		switch d {
		case '1':
			return r.take(r.caller)
		case '2':
			return r.typeNumber()
		case '*':
			return r.giveUp()
		}
		return r.wrong()
	case typingIn:
		return r.typedKey(d)
	case reading:
		switch d {
		case '1':
			return r.take(r.typed)
		case '2':
			return r.typeNumber()
		case '*':
			return r.giveUp()
		}
		return r.wrong()
	case recording:
		return nil // the edge ends the recording and says Recorded
	}
	return nil
}

// key is where a key leads in the question that is asked.
func (r *Run) key(d byte) (Way, bool) {
	if r.stage != asking {
		return Way{}, false
	}
	w, ok := r.asked.Keys[d]
	return w, ok
}

// wrong says so and asks again.
func (r *Run) wrong() []Do {
	if r.times++; r.times > tries {
		return r.giveUp()
	}
	return r.repeat(SayWrong)
}

// repeat asks again what is asked about a number.
func (r *Run) repeat(before string) []Do {
	if r.stage == reading {
		return r.play(append([]string{before}, r.readBack()...)...)
	}
	return r.play(before, SayThisNumber)
}

// note adds a key to the route.
func (r *Run) note(d byte, name string) {
	step := string(d)
	if name != "" {
		step += " " + name
	}
	if len(r.route) < maxRoute {
		r.route = append(r.route, step)
	}
}

// Route is which keys led here: "1 orders > 2 returns".
func (r *Run) Route() string { return strings.Join(r.route, " > ") }

// again asks once more, or goes where nothing leads.
func (r *Run) again(why string) []Do {
	most := r.asked.Tries
	if most <= 0 {
		most = tries
	}
	if r.times++; r.times > most {
		w := r.asked.Nothing
		if w.To == "" {
			w = Way{To: ToMessage, Prompt: SayBye}
		}
		if w.To == ToRepeat || w.To == ToMenu && w.Menu == r.asked { // for ever is for no caller
			w = Way{To: ToMessage, Prompt: SayBye}
		}
		return r.go_(w)
	}
	return r.question(why)
}

// go_ follows a way.
func (r *Run) go_(w Way) []Do {
	if w.Language != "" {
		r.language = w.Language
	}
	if w.Asks() && r.keeps != nil && !r.keeps() { // nobody speaks for nothing
		return r.thank(SayNotTaken, r.back())
	}
	switch w.To {
	case ToMenu:
		if w.Menu != nil {
			return r.ask(w.Menu)
		}
		if r.asked != nil { // a key that changes the language
			return r.ask(r.asked)
		}
	case ToRepeat:
		if r.asked != nil {
			return r.ask(r.asked)
		}
	case ToMessage:
		r.stage, r.then = leaving, Way{To: ToHangUp}
		if w.Prompt == "" {
			w.Prompt = SayBye
		}
		return r.play(w.Prompt)
	case ToCallback:
		r.service, r.voice = w.Service, false
		return r.callback(w.Prompt)
	case ToVoicemail:
		r.service, r.voice = w.Service, true
		r.stage = beforeTone
		if w.Prompt == "" {
			w.Prompt = SayLeaveMessage
		}
		return r.play(w.Prompt, SayTone)
	case ToService, ToNumber:
		if w.Prompt != "" {
			r.stage, r.then = leaving, w
			r.then.Prompt = ""
			return r.play(w.Prompt)
		}
		return r.end(w)
	case ToWaiting:
		return r.end(w)
	}
	return r.end(Way{To: ToHangUp})
}

// callback asks at which number.
func (r *Run) callback(prompt string) []Do {
	r.times = 1
	var first []string
	if prompt != "" {
		first = append(first, prompt)
	}
	if r.caller == "" {
		r.stage, r.typed = typingIn, ""
		return r.play(append(first, SayTypeNumber)...)
	}
	r.stage = confirming
	return r.play(append(first, SayThisNumber)...)
}

func (r *Run) typeNumber() []Do {
	if r.typings++; r.typings > mostTypings {
		return r.giveUp()
	}
	r.stage, r.typed = typingIn, ""
	return r.play(SayTypeNumber)
}

func (r *Run) typeAgain(why string) []Do {
	r.typed = ""
	if r.times++; r.times > tries {
		return r.giveUp()
	}
	return r.play(why, SayTypeNumber)
}

// typedKey takes a key of a number: hash ends it, star takes it back.
func (r *Run) typedKey(d byte) []Do {
	switch {
	case d == '#':
		return r.numberTyped()
	case d == '*':
		return r.typeNumber()
	case d < '0' || d > '9':
		return nil
	}
	r.typed += string(d)
	if len(r.typed) >= maxDigits {
		return r.numberTyped()
	}
	return []Do{Listen{typing}}
}

// numberTyped reads the number back.
func (r *Run) numberTyped() []Do {
	if len(r.typed) < minDigits {
		return r.typeAgain(SayNumberWrong)
	}
	r.stage = reading
	return r.play(r.readBack()...)
}

func (r *Run) readBack() []string {
	return append(append([]string{SayTypedIs}, Digits(r.typed)...), SayTypedEnd)
}

func (r *Run) take(number string) []Do {
	r.stage = keeping
	return []Do{Take{Number: number, Service: r.service, Voice: r.voice, Route: r.Route(), Language: r.language}}
}

// Recorded is told that the recording is over; heard is whether anything is in it.
func (r *Run) Recorded(heard bool) []Do {
	if r.stage != recording {
		return nil
	}
	if !heard {
		return r.thank(SayMessageEmpty, Way{To: ToHangUp})
	}
	if r.caller == "" { // somebody wants to know whom to call
		r.times = 1
		return r.typeNumber()
	}
	return r.take(r.caller)
}

// Served reports whether the message is being said with which a menu ends.
func (r *Run) Served() bool { return r.stage == leaving && r.then.To == ToHangUp }

// Message is what is to be kept of a caller who hangs up after speaking, as most do who
// leave a message: false where nothing is recorded. Number is "" where it is hidden.
func (r *Run) Message() (Take, bool) {
	number := r.caller
	switch r.stage {
	case reading:
		number = r.typed
	case recording, keeping, typingIn:
	default:
		return Take{}, false
	}
	return Take{Number: number, Service: r.service, Voice: true, Route: r.Route(), Language: r.language}, r.voice
}

// Kept is told what became of a request.
func (r *Run) Kept(o Outcome) []Do {
	if r.stage != keeping {
		return nil
	}
	bye := Way{To: ToHangUp}
	switch o {
	case Promised, Taken, Have:
		r.taken = true
		say := map[Outcome]string{Promised: SayPromised, Taken: SayTaken, Have: SayHave}[o]
		if r.voice && o != Promised {
			say = SayMessageTaken
		}
		return r.thank(say, bye)
	case NotThis:
		if r.times++; r.times <= tries {
			r.stage, r.typed = typingIn, ""
			return r.play(SayNotThisNumber, SayTypeNumber)
		}
		return r.thank(SayNotThisNumber, r.back())
	}
	return r.thank(SayNotTaken, r.back())
}

// thank says what came of it, and goes on.
func (r *Run) thank(say string, then Way) []Do {
	r.stage, r.then = thanking, then
	return r.play(say)
}

// back is where who gave up goes: to the line, or away.
func (r *Run) back() Way {
	if r.waiting {
		return Way{To: ToWaiting}
	}
	return Way{To: ToHangUp}
}

// giveUp ends the questions about a number without a request; what was spoken is kept
// without one.
func (r *Run) giveUp() []Do {
	if r.voice {
		return r.take("")
	}
	if r.waiting {
		return r.end(Way{To: ToWaiting})
	}
	return r.thank(SayBye, Way{To: ToHangUp})
}

func (r *Run) end(w Way) []Do {
	r.stage = over
	return []Do{End{Way: w, Taken: r.taken, Language: r.language, Route: r.Route()}}
}
