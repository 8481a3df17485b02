package sqlstore

import (
	"fmt"

	"chatelaine/store"
)

// events are those of the import as they are recorded: of its organization, and by accounts as they are called here.
// Errors: [store.InvalidError] for what somebody did who is no member.
func (im *importer) events(list []store.Event) ([]store.Event, error) {
	events := make([]store.Event, 0, len(list)+1)
	for _, e := range list {
		e.Org, e.Actor.Org = im.org.Org, im.org.Org
		if e.Actor.Kind == store.ActorMember {
			account, err := im.account(store.AccountID(e.Actor.ID))
			if err != nil {
				return nil, fmt.Errorf("who did something: %w", err)
			}
			e.Actor.ID = account.ID.Principal()
		}
		if account, known := im.accounts[store.AccountID(e.Subject)]; known {
			e.Subject = string(account.ID)
		}
		events = append(events, e)
	}
	return events, nil
}
