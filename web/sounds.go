package web

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/centre"
)

// largestSound is the largest WAV file that can be uploaded; sip/media takes no
// larger one.
const largestSound = 64 << 20

type soundOut struct{ Body centre.Sound }

func (s *Server) soundRoutes(tag []string) {
	register(s, huma.Operation{OperationID: "sounds-list", Method: http.MethodGet, Path: "/sounds", Tags: tag,
		Summary: "Sounds that were uploaded; services name one as sound:ID"}, func(context.Context, *struct{}) (*struct{ Body []centre.Sound }, error) {
		return &struct{ Body []centre.Sound }{append([]centre.Sound{}, s.Centre.Sounds()...)}, nil
	})
	register(s, huma.Operation{OperationID: "sound-put", Method: http.MethodPut, Path: "/sounds/{id}", Tags: tag,
		Summary:      "Upload hold music or an announcement: a WAV file, PCM 16 bit or G.711, 8,000 to 48,000 Hz, at most 10 minutes and 64 MiB",
		MaxBodyBytes: largestSound, BodyReadTimeout: 2 * time.Minute},
		func(ctx context.Context, in *struct {
			ThingPath
			Name    string `query:"name" maxLength:"60" doc:"what people read; left out: the id"`
			RawBody []byte `contentType:"audio/wav"`
		}) (*soundOut, error) {
			if in.Name == "" {
				in.Name = in.ID
			}
			v, err := s.Centre.PutSound(ctx, author(ctx), in.ID, in.Name, bytes.NewReader(in.RawBody))
			return &soundOut{v}, err
		})
	register(s, huma.Operation{OperationID: "sound-get", Method: http.MethodGet, Path: "/sounds/{id}/audio", Tags: tag,
		Summary: "Listen to a sound as callers hear it: a WAV file"}, func(_ context.Context, in *ThingPath) (*struct {
		Type string `header:"Content-Type"`
		Body []byte
	}, error) {
		data, err := s.Centre.Sound(in.ID)
		return &struct {
			Type string `header:"Content-Type"`
			Body []byte
		}{"audio/wav", data}, err
	})
	register(s, huma.Operation{OperationID: "sound-delete", Method: http.MethodDelete, Path: "/sounds/{id}", Tags: tag,
		Summary: "Remove a sound that no service names", DefaultStatus: http.StatusNoContent}, func(ctx context.Context, in *ThingPath) (*struct{}, error) {
		return nil, s.Centre.Change(ctx, author(ctx), "sound_deleted", "sound:"+in.ID, away(KindSounds, in.ID))
	})
}
