package menu

import "time"

// Kind says where a way out leads.
type Kind string

// The ways out.
const (
	ToService   Kind = "service"
	ToMessage   Kind = "message"   // Prompt, then the call ends
	ToNumber    Kind = "number"    // outside
	ToCallback  Kind = "callback"  // asks at which number, and takes a request
	ToVoicemail Kind = "voicemail" // records, and takes a request with the sound
	ToMenu      Kind = "menu"      // another question
	ToRepeat    Kind = "repeat"    // the same question again
	ToHangUp    Kind = "hangup"
	ToWaiting   Kind = "waiting" // on with waiting; of who waits already
)

// Way is where a key, or the lack of one, leads.
type Way struct {
	To      Kind
	Service string // ToService; of ToCallback and ToVoicemail for whom
	Number  string // ToNumber
	Prompt  string // said first
	Menu    *Question
	// Language, if not "", is spoken from here on: a key may only change the language
	// (ToMenu, ToService).
	Language string
	Name     string // of the key, for the route that a request shows
}

// Asks reports whether the way asks the caller for a request or a message, which somebody
// has to keep.
func (w Way) Asks() bool { return w.To == ToCallback || w.To == ToVoicemail }

// Question is a prompt and the keys that answer it.
type Question struct {
	Prompt  string
	Wait    time.Duration // for a key after the prompt; 0 is 5 s
	Tries   int           // how often it is asked; 0 is 3
	Keys    map[byte]Way  // '0' to '9', '*', '#'
	Nothing Way           // when it was asked so often
}

// Menu is what callers of a number or a service hear first.
type Menu struct {
	Language string // ko or en
	Greeting string // "" for none
	Recorded bool   // that the call may be recorded is said after the greeting
	Question *Question
	Then     Way // without a question
}

// Prompts of the program's own, in every language: names that Says and a Way may have
// beside those of uploaded sounds. Digits and numbers are made by Digit and Number.
const (
	SayRecorded      = "say:recorded"
	SayWrong         = "say:wrong_key"
	SayNothing       = "say:no_key"
	SayBye           = "say:goodbye"
	SayClosed        = "say:closed"
	SayFull          = "say:full"
	SayNobody        = "say:nobody"
	SayTooLong       = "say:too_long"
	SayConnecting    = "say:connecting"
	SayStillBusy     = "say:still_busy"
	SayPositionIs    = "say:position"     // before the number
	SayPositionEnd   = "say:position_end" // after it
	SayPositionFar   = "say:position_far"
	SayNext          = "say:position_next" // the first in the line
	SayWaitIs        = "say:wait"
	SayWaitEnd       = "say:wait_end"
	SayWaitShort     = "say:wait_short"
	SayWaitLong      = "say:wait_long"
	SayKeyCallback   = "say:key_callback" // before the key
	SayKeyEnd        = "say:key_end"      // after it
	SayThisNumber    = "say:callback_this_number"
	SayTypeNumber    = "say:callback_type"
	SayTypedIs       = "say:callback_typed"
	SayTypedEnd      = "say:callback_typed_end"
	SayNumberWrong   = "say:callback_bad_number"
	SayPromised      = "say:callback_promised" // the place is kept
	SayTaken         = "say:callback_taken"    // somebody calls
	SayHave          = "say:callback_have"
	SayNotThisNumber = "say:callback_refused"
	SayNotTaken      = "say:callback_failed"
	SayLeaveMessage  = "say:voicemail"
	SayMessageTaken  = "say:voicemail_taken"
	SayMessageEmpty  = "say:voicemail_empty"
	SayTone          = "say:tone"
	SayYouAskedFor   = "say:callback_greeting"
	SayNotReached    = "say:not_reached"
)

// Digit is the prompt of a digit, a star or a hash.
func Digit(d byte) string {
	switch d {
	case '*':
		return "say:star"
	case '#':
		return "say:hash"
	}
	return "say:digit_" + string(d)
}

// MostNumber is the largest number that can be said as one.
const MostNumber = 30

// Number is the prompt of a whole number from 1 to MostNumber.
func Number(n int) string {
	if n >= 10 {
		return "say:number_" + string([]byte{byte('0' + n/10), byte('0' + n%10)})
	}
	return "say:number_0" + string(byte('0'+n))
}

// Position says how many callers are served before one who waits: the first in the line
// is told that, from MostNumber on that there are many.
func Position(ahead int) []string {
	switch {
	case ahead <= 0:
		return []string{SayNext}
	case ahead+1 > MostNumber:
		return []string{SayPositionFar}
	}
	return []string{SayPositionIs, Number(ahead + 1), SayPositionEnd}
}

// Wait says how long it will take, in whole minutes, the next one up.
func Wait(d time.Duration) []string {
	minutes := int((d + time.Minute - 1) / time.Minute)
	switch {
	case minutes <= 1:
		return []string{SayWaitShort}
	case minutes > MostNumber:
		return []string{SayWaitLong}
	}
	return []string{SayWaitIs, Number(minutes), SayWaitEnd}
}

// Digits reads a number out, one by one.
func Digits(number string) (all []string) {
	for i := range len(number) {
		if c := number[i]; c >= '0' && c <= '9' {
			all = append(all, Digit(c))
		}
	}
	return all
}
