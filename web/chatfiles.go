package web

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/widget"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// ChatFilePath names a file in a path.
type ChatFilePath struct {
	ID string `path:"id" maxLength:"40"`
}

func (s *Server) chatFileRoutes(tag string) {
	add := op(tag, "chat-file-upload", http.MethodPost, "/chat/rooms/{id}/files", "Upload a file for a message of a room: JPEG, PNG, GIF, WebP or PDF, of 10 MiB at most. One that no message names within a day is deleted")
	add.DefaultStatus = http.StatusCreated
	add.MaxBodyBytes = chat.MaxFileBytes + 4096 // so that a file that is a little too large is told so
	add.BodyReadTimeout = -1                    // the body's own patience counts
	add.Middlewares = append(add.Middlewares, func(ctx huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(ctx)
		r.Body = widget.Patient(w, r.Body)
		next(ctx)
	})
	register(s, add, s.uploadFile)
	register(s, op(tag, "chat-file", http.MethodGet, "/chat/files/{id}", "A file of a room that the caller sees"), s.chatFile)
}

// fileBy is who has sent a file, as it is kept.
func fileBy(ctx context.Context) string { return who(ctx).Actor() }

func (s *Server) uploadFile(ctx context.Context, in *struct {
	ChatPath
	Name    string `query:"name" required:"true" minLength:"1" maxLength:"200" doc:"of the file; the customer sees what of it can be kept" example:"receipt.png"`
	RawBody []byte `contentType:"application/octet-stream" doc:"the file"`
}) (*struct{ Body chat.File }, error) {
	r, err := s.room(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := mayWork(ctx, r); err != nil {
		return nil, err
	}
	switch {
	case r.Status.Over():
		return nil, fault.New(fault.Conflict, "the room is over")
	case len(in.RawBody) == 0:
		return nil, fault.New(fault.Invalid, "there is no file")
	case len(in.RawBody) > chat.MaxFileBytes:
		return nil, fault.New(fault.Invalid, "a file has %d bytes at most", chat.MaxFileBytes)
	}
	f, err := widget.Examine(in.Name, in.RawBody)
	if err != nil {
		return nil, err
	}
	f.ID = "f_" + people.NewID()
	return &struct{ Body chat.File }{f}, s.Chats.ChatAddFile(ctx, chat.StoredFile{File: f, Room: r.ID, At: acd.At(time.Now()), By: fileBy(ctx), Data: in.RawBody})
}

// filesOf are the files that a message of the caller names: uploaded by the caller for its room.
func (s *Server) filesOf(ctx context.Context, room chat.RoomID, ids []string) (list []chat.File, _ error) {
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		f, err := s.Chats.ChatFileInfo(ctx, id)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		if err != nil || f.Room != room || f.By != fileBy(ctx) {
			return nil, inField("files", fault.New(fault.Invalid, "there is no file %q: upload it again", id))
		}
		list = append(list, f.File)
	}
	return list, nil
}

func (s *Server) chatFile(ctx context.Context, in *ChatFilePath) (*huma.StreamResponse, error) {
	if err := s.chatsUsed(); err != nil {
		return nil, err
	}
	none := fault.New(fault.NotFound, "there is no file %q", in.ID)
	info, err := s.Chats.ChatFileInfo(ctx, in.ID)
	if fault.Is(err, fault.NotFound) || err == nil && info.Room == "" { // of a message that was not sent
		return nil, none
	}
	if err != nil {
		return nil, err
	}
	r, err := s.room(ctx, info.Room)
	if fault.Is(err, fault.NotFound) {
		return nil, none
	}
	if err != nil {
		return nil, err
	}
	f, err := s.Chats.ChatFile(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := s.logRoom(ctx, r); err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		_, w := humago.Unwrap(hc)
		widget.WriteFile(w, f)
		bytes.NewReader(f.Data).WriteTo(w) //nolint:errcheck // the client is gone
	}}, nil
}
