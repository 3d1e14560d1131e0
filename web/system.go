package web

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// SystemState is how the program and its machine are.
type SystemState struct {
	Build      string    `json:"build" doc:"version"`
	Go         string    `json:"go" doc:"version of Go that it was built with"`
	Started    time.Time `json:"started_at"`
	Now        time.Time `json:"now"`
	Ready      string    `json:"ready" doc:"empty: it serves; else why not"`
	Goroutines int       `json:"goroutines"`
	Memory     int64     `json:"memory_bytes" doc:"taken from the operating system"`
	Database   struct {
		Kind       string `json:"kind" enum:"sqlite,postgres"`
		Bytes      int64  `json:"bytes" doc:"size of everything kept"`
		DataFolder string `json:"data_folder"`
		DiskFree   int64  `json:"disk_free_bytes" doc:"where the data folder is"`
		DiskBytes  int64  `json:"disk_bytes"`
	} `json:"database"`
	Sealing struct {
		Key    string `json:"key" doc:"id of the key that telephone numbers and secrets in the database are sealed with"`
		Since  string `json:"since" format:"date" doc:"the day it was made"`
		File   string `json:"file" doc:"key file; without it numbers and secrets are lost"`
		Beside bool   `json:"beside_data" doc:"it lies in the data folder: who takes that disk has both"`
		Former int    `json:"former_keys" doc:"former keys, none counting as one, that rows may still be sealed with; 0: everything is sealed with the present one"`
		Rows   int64  `json:"rows" doc:"sealed anew since the start"`
	} `json:"sealing"`
	Ports struct {
		First int `json:"first"`
		Last  int `json:"last"`
		Used  int `json:"used" doc:"RTP ports in use"`
		Total int `json:"total"`
	} `json:"ports"`
	SIP struct {
		UDP           string `json:"udp,omitempty"`
		TCP           string `json:"tcp,omitempty"`
		Calls         int    `json:"calls" doc:"live calls"`
		Registrations int    `json:"registrations"`
		Reachable     int    `json:"reachable" doc:"of the registrations, those that answer"`
	} `json:"sip"`
	Trunks  []TrunkState `json:"trunks"`
	Journal struct {
		Backlog  int     `json:"backlog" doc:"commands that are not on the disk yet"`
		AppendMs float64 `json:"append_ms" doc:"how long the last write took"`
		Skipped  int     `json:"skipped" doc:"commands that could not be carried out, ever"`
		Error    string  `json:"error" doc:"empty while it can be written"`
		Refusing string  `json:"refusing" doc:"why new calls are refused; empty: they are not"`
	} `json:"journal"`
	Backup struct {
		Last *time.Time `json:"last,omitempty" doc:"when a backup was reported last"`
		Note string     `json:"note,omitempty"`
		Due  bool       `json:"due" doc:"none was reported, or too long ago: see backup.reminder_days"`
	} `json:"backup"`
}

func (s *Server) systemRoutes(tag []string) {
	register(s, huma.Operation{OperationID: "system-state", Method: http.MethodGet, Path: "/system", Tags: tag,
		Summary: "How the program and its machine are"}, func(ctx context.Context, _ *struct{}) (*struct{ Body SystemState }, error) {
		v, err := s.System(ctx)
		v.Build = s.cfg.Build
		if rerr := s.Ready(); rerr != nil {
			v.Ready = rerr.Error()
		}
		return &struct{ Body SystemState }{v}, err
	})
	register(s, huma.Operation{OperationID: "backup-report", Method: http.MethodPost, Path: "/system/backup", Tags: tag,
		Summary: "Report that a backup was made: the last line of a backup script", DefaultStatus: http.StatusNoContent}, func(ctx context.Context, in *struct {
		Body struct {
			Note string `json:"note,omitempty" maxLength:"200" doc:"where it lies"`
		}
	}) (*struct{}, error) {
		if err := s.logAccess(ctx, "backup_reported", "system", in.Body.Note); err != nil {
			return nil, err
		}
		return nil, s.Backup(ctx, in.Body.Note)
	})
}
