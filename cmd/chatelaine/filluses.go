package main

import (
	"context"
	"fmt"
	"slices"

	"chatelaine/store"
	"chatelaine/store/sample"
)

// fillUses makes it look as if the keys of a new organization had been used: those that are the newest.
func (p *portal) fillUses(ctx context.Context, org store.OrgID, in store.Import) error {
	ada := store.Actor{Kind: store.ActorMember, ID: in.Members[0].Account.ID.Principal(), Org: org}
	query := store.KeyQuery{Sort: store.NewestFirst, Rows: 100, At: p.now()}
	var keys []store.Key
	for len(keys) < sample.UsedKeys {
		page, err := p.store.Keys(ctx, ada, query)
		if err != nil {
			return fmt.Errorf("look for keys that can be used: %w", err)
		}
		if keys = append(keys, page.Keys...); !page.HasNext || len(page.Keys) == 0 {
			break
		}
		query.After = store.CursorOf(page.Keys[len(page.Keys)-1], query.Sort, query.At)
	}
	all := sample.Uses(p.now(), org, keys)
	for uses := range slices.Chunk(all.Uses, store.MaxUses) {
		if err := p.recordUses(ctx, store.UseBatch{Uses: uses}); err != nil {
			return err
		}
	}
	return p.recordUses(ctx, store.UseBatch{Refusals: all.Refusals[:min(len(all.Refusals), store.MaxUses)]})
}

func (p *portal) recordUses(ctx context.Context, batch store.UseBatch) error {
	call := store.Call{Actor: store.Actor{Kind: store.ActorJob}, At: p.now()}
	if err := p.store.RecordUses(ctx, call, batch); err != nil {
		return fmt.Errorf("make uses up: %w", err)
	}
	return nil
}
