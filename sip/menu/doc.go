// Package menu decides what a caller hears who is asked something: a greeting, a menu of
// keys, a number to be called back at, a message to be left; and what one hears from time
// to time who waits. It is pure: keys, ends of prompts and time come in, what is to be
// played, recorded and done comes out. The SIP edge plays and listens.
//
// A Run is one conversation. It plays prompts, takes keys while they play (a key ends
// them, as callers expect it), waits for a key, and ends in one way out:
//
//	Start -> greeting -> question -> key ------> service, message, number, another question
//	                      ^   |  wrong key: said so, asked again, Tries times
//	                      +---+  no key: the same; after that what Nothing says
//	callback:  "at this number, or another?" -> number typed -> read back -> kept -> thanks
//	voicemail: "after the tone" -> recorded -> kept -> thanks
//
// Nothing is promised before it is kept: "taken" is said after Take was answered.
package menu
