// A real NIP-29 relay, relay29 over khatru, that the contract suite (tests/contract) is run against besides our own.
// In memory, on loopback, one free port. It says where it is in its first line, and ends when its standard input does:
// whoever started it is gone then.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/fiatjaf/eventstore/slicestore"
	"github.com/fiatjaf/khatru/policies"
	"github.com/fiatjaf/relay29"
	"github.com/fiatjaf/relay29/khatru29"
	"github.com/nbd-wtf/go-nostr"
	"github.com/nbd-wtf/go-nostr/nip29"
)

var (
	admin     = &nip29.Role{Name: "admin", Description: "may do everything"}
	moderator = &nip29.Role{Name: "moderator", Description: "looks after people and messages"}
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	address := listener.Addr().String()

	db := &slicestore.SliceStore{}
	if err := db.Init(); err != nil {
		log.Fatal(err)
	}
	relay, state := khatru29.Init(relay29.Options{
		Domain:                  address,
		DB:                      db,
		SecretKey:               nostr.GeneratePrivateKey(),
		DefaultRoles:            []*nip29.Role{admin, moderator},
		GroupCreatorDefaultRole: admin,
	})
	state.AllowAction = allowAction
	relay.OnEventSaved[0] = func(ctx context.Context, event *nostr.Event) {
		state.ApplyModerationAction(ctx, withUsableFlags(event))
	}
	relay.Info.Name = "relay29"
	relay.Info.Description = "a real relay for the contract suite"

	// As in relay29's own example, where 9008 is not among the kinds either: it ends the process (AddToPreviousChecking).
	relay.RejectEvent = append(relay.RejectEvent,
		rejectKind(nostr.KindSimpleGroupDeleteGroup),
		policies.PreventLargeTags(64),
		policies.PreventTimestampsInThePast(60*time.Second),
		policies.PreventTimestampsInTheFuture(30*time.Second),
	)

	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	fmt.Printf("ws://%s\n", address)
	log.Fatal(http.Serve(listener, relay))
}

// As in relay29's own example: every holder of a role puts users, admins do everything, moderators clean up.
func allowAction(_ context.Context, _ nip29.Group, role *nip29.Role, action relay29.Action) bool {
	switch action.(type) {
	case relay29.PutUser:
		return true
	case relay29.RemoveUser, relay29.DeleteEvent:
		return role == admin || role == moderator
	default:
		return role == admin
	}
}

func rejectKind(kind int) func(context.Context, *nostr.Event) (bool, string) {
	return func(_ context.Context, event *nostr.Event) (bool, string) {
		return event.Kind == kind, fmt.Sprintf("received event kind %d not allowed", event.Kind)
	}
}

// relay29 v0.5.1 opens a group at `closed` and closes it at `open` (EditMetadata.Apply has one `!` too many). What it does
// with a closed group is right, so it is handed the other word.
func withUsableFlags(event *nostr.Event) *nostr.Event {
	if event.Kind != nostr.KindSimpleGroupEditMetadata {
		return event
	}
	other := map[string]string{"open": "closed", "closed": "open"}
	turned := *event
	turned.Tags = make(nostr.Tags, len(event.Tags))
	for i, tag := range event.Tags {
		turned.Tags[i] = tag
		if word, ok := other[tag[0]]; ok {
			turned.Tags[i] = nostr.Tag{word}
		}
	}
	return &turned
}
