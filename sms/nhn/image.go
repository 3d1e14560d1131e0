package nhn

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/nhn/cloud"
	"github.com/callfloor/callfloor/sms/wire"
)

// Bounds of images.
const (
	mostImages    = 3
	mostImage     = 300 << 10
	mostOfThree   = 800 << 10 // of all of them, where there are three
	mostImageName = 45
)

// goodImages reports whether images may be part of an MMS.
func goodImages(list []sms.Image) bool {
	total := 0
	for _, img := range list {
		total += len(img.Data)
		name := strings.ToLower(img.Name)
		if len(img.Data) == 0 || len(img.Data) > mostImage || utf8.RuneCountInString(img.Name) > mostImageName ||
			!strings.HasSuffix(name, ".jpg") && !strings.HasSuffix(name, ".jpeg") {
			return false
		}
	}
	return len(list) < mostImages || len(list) == mostImages && total <= mostOfThree
}

// upload puts an image there, and returns its identifier for the request that follows.
// However it fails, no message was sent: it is at worst a picture that nobody uses.
func (p *Provider) upload(ctx context.Context, img sms.Image) (int64, error) {
	var out struct {
		Body struct {
			Data *struct {
				File int64 `json:"fileId"`
			} `json:"data"`
		} `json:"body"`
	}
	in := struct {
		Name string `json:"fileName"`
		User string `json:"createUser"`
		Data []byte `json:"fileBody"` // base64
	}{img.Name, cloud.User, img.Data}
	_, err := p.api.Call(ctx, wire.Request{Method: http.MethodPost, Path: "/attachfile/binaryUpload", Body: in}, &out)
	if err == nil && out.Body.Data == nil {
		err = cloud.Unreadable(nil)
	}
	if err == nil {
		return out.Body.Data.File, nil
	}
	var f *sms.Fault
	if errors.As(err, &f) && f.Class == sms.Unknown {
		no := *f
		no.Class = sms.Again
		return 0, &no
	}
	return 0, err
}
