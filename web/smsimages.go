package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sms"
)

// mostImaging is how many images are decoded at the same time: each may take 64 MiB (sms.ReadJPEG).
const mostImaging = 2

// imagingWithin is how long somebody waits for a turn.
const imagingWithin = 5 * time.Second

func (s *Server) smsImageRoutes() {
	const tag = "Messages"
	add := op(tag, "sms-image-add", http.MethodPost, "/sms/images", "Upload an image of an MMS: a JPEG of at most 300,000 bytes; it is made smaller where a side has more than 1,000 pixels, and encoded anew. One that nothing uses within a day is deleted")
	add.DefaultStatus = http.StatusCreated
	add.MaxBodyBytes = sms.MostImageBytes + 4096 // so that a file that is a little too large is told so
	register(s, add, s.addImage)
	register(s, op(tag, "sms-image-get", http.MethodGet, "/sms/images/{id}", "An image of a template, of a message that the caller sees, or of the caller's own"), func(ctx context.Context, in *ThingPath) (*struct {
		Type        string `header:"Content-Type"`
		Disposition string `header:"Content-Disposition"`
		Body        []byte
	}, error) {
		i, err := s.imageSeen(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &struct {
			Type        string `header:"Content-Type"`
			Disposition string `header:"Content-Disposition"`
			Body        []byte
		}{"image/jpeg", `inline; filename="` + i.Name + `"`, i.Data}, nil
	})
}

func (s *Server) addImage(ctx context.Context, in *struct {
	Name    string `query:"name" maxLength:"200" doc:"of the file; recipients may see what of it can be kept" example:"event.jpg"`
	RawBody []byte `contentType:"image/jpeg" doc:"a JPEG file"`
}) (*struct{ Body sms.StoredImage }, error) {
	turn := time.NewTimer(imagingWithin)
	defer turn.Stop()
	select {
	case s.imaging <- struct{}{}:
		defer func() { <-s.imaging }()
	case <-turn.C:
		return nil, fault.New(fault.Overloaded, "too many images are read at once: try again in some seconds")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	p, err := sms.ReadJPEG(in.RawBody)
	if err != nil {
		return nil, err
	}
	i := sms.StoredImage{ID: people.NewID(), Name: sms.ImageName(in.Name), Bytes: len(p.Data), Width: p.Width, Height: p.Height, Created: time.Now().UTC().Truncate(time.Millisecond), By: who(ctx).Actor(), Data: p.Data}
	if err := s.logAccess(ctx, "sms_image_added", "sms-image:"+i.ID, ""); err != nil {
		return nil, err
	}
	return &struct{ Body sms.StoredImage }{i}, s.SMS.AddSMSImage(ctx, i)
}

// imageSeen returns an image that the caller may see; another is not found.
func (s *Server) imageSeen(ctx context.Context, id string) (sms.StoredImage, error) {
	i, err := s.SMS.SMSImage(ctx, id)
	if err != nil {
		return i, err
	}
	if i.By == who(ctx).Actor() {
		return i, nil
	}
	owners, err := s.SMS.SMSImageOwners(ctx, id)
	if err != nil {
		return i, err
	}
	for _, o := range owners {
		send, of := strings.CutPrefix(o, "send:")
		if !of { // templates are everybody's
			return i, nil
		}
		if _, err := s.sendSeen(ctx, send); err == nil {
			return i, nil
		} else if !fault.Is(err, fault.NotFound) {
			return i, err
		}
	}
	return sms.StoredImage{}, fault.New(fault.NotFound, "there is no image %q", id)
}
