package app

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"strconv"
	"syscall"
	"time"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/web"
)

// settingBackup is where a report of a backup is kept.
const settingBackup = "backup.last"

type backupReport struct {
	At   time.Time `json:"at"`
	Note string    `json:"note"`
}

// noteBackup keeps that a backup was made.
func (a *App) noteBackup(ctx context.Context, note string) error {
	data, err := json.Marshal(backupReport{time.Now().UTC(), note})
	if err != nil {
		return fmt.Errorf("report of a backup: %w", err)
	}
	return a.db.SetSetting(ctx, settingBackup, string(data))
}

// system says how the program and its machine are.
func (a *App) system(ctx context.Context) (web.SystemState, error) {
	v := web.SystemState{Go: runtime.Version(), Started: a.began.UTC(), Now: time.Now().UTC(), Goroutines: runtime.NumGoroutine(), Memory: memoryTaken()}
	var err error
	v.Database.Kind, v.Database.DataFolder = "sqlite", absolute(a.cfg.Data)
	if a.db.Postgres() {
		v.Database.Kind = "postgres"
	}
	if v.Database.Bytes, err = a.db.Size(ctx); err != nil {
		return v, err
	}
	var disk syscall.Statfs_t
	if syscall.Statfs(a.cfg.Data, &disk) == nil {
		v.Database.DiskFree, v.Database.DiskBytes = int64(disk.Bavail)*disk.Bsize, int64(disk.Blocks)*disk.Bsize
	}
	k := a.db.Keys()
	v.Sealing.Key, v.Sealing.Since, v.Sealing.File, v.Sealing.Beside = k.ID, k.Since.In(a.centre.directory().zone()).Format(time.DateOnly), absolute(k.File), a.keyBesideData()
	v.Sealing.Former, v.Sealing.Rows = len(k.Left), k.Rewritten
	v.Ports.First, v.Ports.Last = a.cfg.Media.Ports.Low, a.cfg.Media.Ports.High
	v.Ports.Total = v.Ports.Last - v.Ports.First + 1
	v.Ports.Used = a.media.PortsInUse()
	if p := a.sip.UDPAddr(); p.IsValid() {
		v.SIP.UDP = p.String()
	}
	if p := a.sip.TCPAddr(); p.IsValid() {
		v.SIP.TCP = p.String()
	}
	v.SIP.Calls = a.sip.Calls()
	for _, r := range a.sip.Registrations() {
		v.SIP.Registrations++
		if r.Reachable {
			v.SIP.Reachable++
		}
	}
	v.Trunks = append([]web.TrunkState{}, phones{a}.Trunks()...)
	h := a.floor.Health()
	v.Journal.Backlog, v.Journal.AppendMs, v.Journal.Error, v.Journal.Refusing = h.Backlog, float64(h.LastAppend.Microseconds())/1000, h.JournalErr, h.RefusingNew
	v.Journal.Skipped = h.Skipped
	return v, a.lastBackup(ctx, &v)
}

// absolute is a path from the root, where that can be told.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// memoryTaken is what the operating system has given the program.
func memoryTaken() int64 {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64())
}

func (a *App) lastBackup(ctx context.Context, v *web.SystemState) error {
	text, err := a.db.Setting(ctx, settingBackup)
	if err != nil {
		return err
	}
	days, err := strconv.Atoi(a.centre.Setting(centre.SetBackupNote))
	if err != nil {
		days = 0
	}
	since := a.began
	var r backupReport
	if text != "" && json.Unmarshal([]byte(text), &r) == nil {
		v.Backup.Last, v.Backup.Note, since = &r.At, r.Note, r.At
	}
	v.Backup.Due = days > 0 && (text == "" || time.Since(since) > time.Duration(days)*24*time.Hour)
	return nil
}
