// Package media carries the sound of calls: RTP ports, the exchange of session
// descriptions, relay between two legs, hold music and prompts, DTMF, RTCP.
//
// # The parts
//
//   - Engine owns the sockets, the port range, the clock that music plays by and
//     the periodic work (reports, time-outs). One a process.
//   - Session is the media of one SIP leg: an even RTP port and the odd RTCP port
//     above it, what was negotiated, who may send to it, and one outgoing stream.
//   - Local, Parse, ApplyAnswer are the offer/answer model (RFC 3264) over text.
//   - Music is sound held ready in both G.711 laws; WAV files become Music.
//
// # The journey of a leg
//
// A call comes in with an offer:
//
//	s, err := engine.NewSession(media.SessionConfig{Signal: peer})   // ErrNoPorts: answer 503
//	local := s.NewLocal()                                            // keep it with the leg
//	offer, err := media.Parse(invite.Body(), engine.Rules())         // 400 or 488
//	body, agreed, err := local.Answer(offer, media.AnswerOptions{Direction: media.SendRecv})
//	s.Apply(agreed)                                                  // when the answer goes out
//	s.Play(music, media.PlayOptions{Loop: true})
//
// We call an agent's phone:
//
//	codecs, events := agreed.Offerable()                             // of the caller's leg
//	body := local.Offer(media.OfferOptions{Codecs: codecs, Events: events, Direction: media.SendRecv})
//	agreed, err := media.ApplyAnswer(body, ok.Body(), engine.Rules())
//	s.Apply(agreed)
//	media.Bridge(caller, agent)
//
// A re-INVITE is the same again with the same Local: Parse, Answer, Apply. The
// text keeps its version while nothing changes. Negotiated.RemoteHold says that
// the other side went on hold; play music to the other leg then, and Bridge both
// again on resume. Apply changes remote address, codecs and direction together;
// there is no way to change half of them. To hold a leg ourselves offer SendOnly.
//
// Close ends the session and gives its ports back; it is the only way.
//
// # One writer per outgoing stream
//
// Every session sends one stream with one SSRC for its whole life. What feeds it
// is its source: nothing, a player, or the other leg of a bridge. Play, Silence
// and Bridge replace the source under one lock; a packet of a former source finds
// that it is no longer the source and is dropped. Sequence numbers and timestamps
// continue over the change and the first packet of the new source has the marker.
//
// # Who may send to us, where we send to
//
// We send to the address in the other side's description if the Policy admits it
// (see AllowUnicast), and accept packets from exactly that address. For a leg that
// is not Strict, the first five packets after Apply may teach us another source:
// only from the IP address of the description or of the signalling, and only if
// two packets in a row fit together. Later the source moves only by Apply.
//
// # Call-backs
//
// OnDTMF, OnSpeech, OnTimeout and PlayOptions.Done run on the engine's goroutines, the
// first two also on one that calls Bridge, Mix, Play, Silence or Apply. They must return at
// once (post to a mailbox), and call no method of a Session or of the Engine. One may
// still be running when Session.Close returns.
package media
