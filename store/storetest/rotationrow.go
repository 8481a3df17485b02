package storetest

import (
	"errors"
	"time"

	"chatelaine/store"
)

// onlyJobs may take and do what is due.
var onlyJobs = map[string]outcome{"job": allowed}

// rotationRows are the matrix's of secrets and jobs.
var rotationRows = map[string]line{
	"RotateKey": {
		object: "key2",
		do: func(a attempt) error {
			return errOf(a.store.RotateKey(a.Context(), a.call(), a.key(), rotation("by "+string(a.actor.ID), store.UsualOverlap)))
		},
		who: keyManagers, otherwise: notFound,
	},
	"EndSecret": {
		object: "key2", prepare: prepareRotation,
		do: func(a attempt) error {
			return errOf(a.store.EndSecret(a.Context(), a.call(), a.key(), a.secret(1)))
		},
		who: keyManagers, otherwise: notFound,
	},
	"UndoRotation": {
		object: "key2", prepare: prepareRotation,
		do: func(a attempt) error {
			return errOf(a.store.UndoRotation(a.Context(), a.call(), a.key(), a.secret(0)))
		},
		who: keyManagers, otherwise: notFound,
	},
	"ConfirmSecret that ada made of dee's key": {
		object: "key2", prepare: prepareRotation,
		do: func(a attempt) error {
			return a.store.ConfirmSecret(a.Context(), a.call(), a.key(), a.secret(0))
		},
		who: map[string]outcome{
			"administrator": allowed, "administrator reserved": allowed, "manager": forbidden, "manager reserved": forbidden,
			"user-creator": forbidden, "user-creator reserved": forbidden,
		},
		otherwise: notFound,
	},
	"LeaseJob": {
		looks: true,
		do: func(a attempt) error {
			return unless(store.ErrNotFound, errOf(a.store.LeaseJob(a.Context(), a.call())))
		},
		who: onlyJobs, otherwise: forbidden,
	},
	"RunJob": {
		looks: true,
		do: func(a attempt) error {
			return unless(store.ErrJobLost, errOf(a.store.RunJob(a.Context(), a.call(), store.Job{Seq: 1, Attempts: 7})))
		},
		who: onlyJobs, otherwise: forbidden,
	},
	"PostponeJob": {
		looks: true,
		do: func(a attempt) error {
			return unless(store.ErrJobLost, a.store.PostponeJob(a.Context(), a.call(), store.Job{Seq: 1, Attempts: 7}, start))
		},
		who: onlyJobs, otherwise: forbidden,
	},
}

// unless is the error, but for one that says that there is nothing to do.
func unless(none, err error) error {
	if errors.Is(err, none) {
		return nil
	}
	return err
}

// prepareRotation rotates the key that dee made.
func prepareRotation(w *world, o tenant) {
	_, err := w.store.RotateKey(w.Context(), o.as("ada"), o.key("key2"), rotation("prepared "+o.Slug, store.UsualOverlap))
	must(w.T, "rotate a key", err)
}

// secret is the number of a secret of the attempt's key, counted from the newest.
func (a attempt) secret(n int) int64 {
	if a.object == "" {
		return 0
	}
	info, err := a.store.Key(a.Context(), a.at.actor("ada"), a.key())
	must(a.T, "see the secrets", err)
	return info.Secrets[n].Seq
}

// rotation is a valid form, for whatever version the key has; its nonce is used for nothing else.
func rotation(label string, overlap time.Duration) store.Rotation {
	label = "rotation " + label
	return store.Rotation{Overlap: overlap, Secret: secret(label), Nonce: store.Nonce{
		Digest: digest("nonce " + label), Session: "session", Body: digest("body " + label), Expires: start.Add(2 * time.Hour),
	}}
}
