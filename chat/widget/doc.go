// Package widget is the customers' side of web chats on the wire: HTTP for what is not
// live, and one WebSocket for the rest, as docs/chat-wire.md says. A visitor proves
// itself with a token of 128 bits and sees its own rooms only.
package widget
