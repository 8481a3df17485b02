package storetest

import (
	"context"

	"chatelaine/store"
)

// rotationSteps are the events of rotations.
var rotationSteps = []eventStep{
	{name: "rotate", do: func(ctx context.Context, w *world) error {
		return errOf(w.store.RotateKey(ctx, w.as("bo"), w.key("key3"), rotation("told", store.UsualOverlap)))
	}, actions: []store.Action{store.KeyRotated}, subject: aboutKey3},
	{name: "send the form again", do: func(ctx context.Context, w *world) error {
		return errOf(w.store.RotateKey(ctx, w.as("bo"), w.key("key3"), rotatedAgain(rotation("told", store.UsualOverlap), "told")))
	}},
	{name: "rotate a third time", fails: true, do: func(ctx context.Context, w *world) error {
		return errOf(w.store.RotateKey(ctx, w.as("bo"), w.key("key3"), rotation("third", store.UsualOverlap)))
	}},
	{name: "undo", do: func(ctx context.Context, w *world) error {
		return errOf(w.store.UndoRotation(ctx, w.as("bo"), w.key("key3"), w.secrets("key3")[0].Seq))
	}, actions: []store.Action{store.KeyRotationUndone}, subject: aboutKey3},
	{name: "rotate at once", do: func(ctx context.Context, w *world) error {
		return errOf(w.store.RotateKey(ctx, w.as("bo"), w.key("key3"), rotation("at once", 0)))
	}, actions: []store.Action{store.KeyRotated, store.KeySecretRetired}, subject: aboutKey3},
	{name: "undo what can't be undone", fails: true, do: func(ctx context.Context, w *world) error {
		return errOf(w.store.UndoRotation(ctx, w.as("bo"), w.key("key3"), w.secrets("key3")[0].Seq))
	}},
	{name: "rotate once more", do: func(ctx context.Context, w *world) error {
		return errOf(w.store.RotateKey(ctx, w.as("ada"), w.key("key3"), rotation("once more", store.UsualOverlap)))
	}, actions: []store.Action{store.KeyRotated}, subject: aboutKey3},
	{name: "end the older secret", do: func(ctx context.Context, w *world) error {
		return errOf(w.store.EndSecret(ctx, w.as("bo"), w.key("key3"), w.secrets("key3")[1].Seq))
	}, actions: []store.Action{store.KeySecretRetired}, subject: aboutKey3},
	{name: "end the newest secret", fails: true, do: func(ctx context.Context, w *world) error {
		return errOf(w.store.EndSecret(ctx, w.as("bo"), w.key("key3"), w.secrets("key3")[0].Seq))
	}},
	{name: "confirm it", do: func(ctx context.Context, w *world) error {
		return w.store.ConfirmSecret(ctx, w.as("ada"), w.key("key3"), w.secrets("key3")[0].Seq)
	}, actions: []store.Action{store.KeyConfirmed}, subject: aboutKey3},
	{name: "confirm it again", do: func(ctx context.Context, w *world) error {
		return w.store.ConfirmSecret(ctx, w.as("ada"), w.key("key3"), w.secrets("key3")[0].Seq)
	}},
}

func aboutKey3(w *world) string { return string(w.key("key3")) }

// rotationChanges are what tables are told of rotations; key3 is on everybody's screen.
var rotationChanges = []changeStep{
	{"rotate a key on the screen", func(w *world) error {
		return errOf(w.store.RotateKey(w.Context(), w.as("bo"), w.key("key3"), rotation("seen", store.UsualOverlap)))
	}, map[string]string{"ada": "shown key3", "bo": "shown key3"}},
	{"undo it", func(w *world) error {
		return errOf(w.store.UndoRotation(w.Context(), w.as("bo"), w.key("key3"), w.secrets("key3")[0].Seq))
	}, map[string]string{"ada": "shown key3", "bo": "shown key3"}},
	{"rotate it at once", func(w *world) error {
		return errOf(w.store.RotateKey(w.Context(), w.as("bo"), w.key("key3"), rotation("seen at once", 0)))
	}, map[string]string{"ada": "shown key3", "bo": "shown key3"}},
	{"confirm it", func(w *world) error {
		return w.store.ConfirmKey(w.Context(), w.as("bo"), w.key("key3"))
	}, map[string]string{"ada": "shown key3", "bo": "shown key3"}},
	{"rotate it once more", func(w *world) error {
		return errOf(w.store.RotateKey(w.Context(), w.as("ada"), w.key("key3"), rotation("seen more", store.UsualOverlap)))
	}, map[string]string{"ada": "shown key3", "bo": "shown key3"}},
	{"let the overlap end", func(w *world) error {
		w.runJobs(start.Add(30 * day))
		return nil
	}, map[string]string{"ada": "shown key3", "bo": "shown key3"}},
}
