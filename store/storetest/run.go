// Package storetest is the conformance suite that every [store.Store] passes.
//
// A Store's own tests call [RunWithEvents], or [Run] where there is no hook for events. The suite
// knows nothing but the interface: its worlds come in through ImportOrganization, and what it compares
// is what the interface shows. In every world there are two organizations with the same names of
// everything, so that a query that forgets the organization finds the wrong row instead of none.
package storetest

import (
	"slices"
	"testing"

	"chatelaine/store"
)

// opener gives an empty store that tells committed of its events.
type opener func(tb testing.TB, committed func([]store.Event)) store.Store

// noHook is for tests that aren't about events.
func noHook([]store.Event) {}

// Run runs the suite, without what is about events. Open gives an empty store at each call and
// registers its own clean-up. Subtests run in parallel.
func Run(t *testing.T, open func(testing.TB) store.Store) {
	run(t, func(tb testing.TB, _ func([]store.Event)) store.Store { return open(tb) })
}

// RunWithEvents is [Run] and the suite about events. The store that open gives calls committed with the
// events of each change, after they are durable and before the method that made them returns; from
// any goroutine.
func RunWithEvents(t *testing.T, open func(tb testing.TB, committed func([]store.Event)) store.Store) {
	run(t, open)
	t.Run("events", func(t *testing.T) { t.Parallel(); testEvents(t, open) })
	t.Run("events of settings", func(t *testing.T) { t.Parallel(); settingsEvents(t, open) })
}

func run(t *testing.T, open opener) {
	for name, test := range map[string]func(*testing.T, opener){
		"set-up":              testSetUp,
		"links":               testLinks,
		"sessions":            testSessions,
		"import":              testImport,
		"portal":              testPortal,
		"preferences":         testPreferences,
		"foundings":           testFoundings,
		"own accounts":        testOwnAccounts,
		"throttles":           testThrottles,
		"keys":                testKeys,
		"nonces":              testNonces,
		"pages":               testPages,
		"tables by model":     testTables,
		"tables that change":  testChangingTables,
		"ids of tables":       testKeyIDs,
		"bad input":           testBadInput,
		"choices":             testChoices,
		"counts":              testCounts,
		"changes":             testChanges,
		"dashboard":           testDashboard,
		"confirm":             testConfirm,
		"rotation":            testRotation,
		"rotation by model":   testRotationModel,
		"jobs":                testJobs,
		"switch":              testSwitch,
		"rename":              testRename,
		"expiry":              testExpiry,
		"resources":           testResources,
		"registry":            testRegistry,
		"roles":               testRoles,
		"members":             testMembers,
		"authorization":       testMatrix,
		"plans":               testPlans,
		"plans by model":      testModel,
		"plans for many":      testBulk,
		"races of many":       testBulkRaces,
		"changes of many":     testBulkChanges,
		"acts on many":        testBulkActs,
		"races of changes":    testBulkChangeRaces,
		"work on many":        testBulkWork,
		"digests":             testDigests,
		"deleted keys":        testDeleted,
		"races of deletions":  testRaces,
		"cancelled":           testCancelled,
		"descriptions":        testDescriptions,
		"history of keys":     testHistory,
		"the trail":           testTrail,
		"views":               testViews,
		"groups":              testGroups,
		"uses":                testUses,
		"plans of groups":     testGroupPlans,
		"groups of keys":      testKeyGroups,
		"lists of members":    testMemberPages,
		"catalogue":           testCatalogue,
		"the ceiling":         testCeiling,
		"races of groups":     testGroupRaces,
		"counts of groups":    testGroupCounts,
		"edited keys":         testEditedKeys,
		"settings":            testSettings,
		"rules":               testRules,
		"access to resources": testResourceAccess,
		"gate credentials":    testGateCredentials,
		"exports by model":    testExports,
		"exports in parts":    testExportInParts,
	} {
		if raceDetector && slices.Contains(long, name) {
			continue
		}
		t.Run(name, func(t *testing.T) { t.Parallel(); test(t, open) })
	}
}

// long are the suites that try very much, one after the other, and take minutes under a race detector. It watches the others;
// what it would find in these alone isn't known. All run without it.
var long = []string{
	"authorization", "tables by model", "tables that change", "bad input", "plans by model", "rotation by model", "plans for many",
	"ids of tables", "exports by model", "exports in parts", "work on many", "changes of many", "acts on many", "dashboard",
	"descriptions", "history of keys", "the trail", "groups", "plans of groups", "groups of keys", "catalogue", "the ceiling", "counts of groups",
	"members", "settings", "switch", "rename", "expiry", "events",
}
