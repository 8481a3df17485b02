// Package storetest is the conformance suite that every [store.Store] passes.
//
// A Store's own tests call [RunWithEvents], or [Run] where there is no hook for events. The suite
// knows nothing but the interface: its worlds come in through ImportOrganization, and what it compares
// is what the interface shows. In every world there are two organizations with the same names of
// everything, so that a query that forgets the organization finds the wrong row instead of none.
package storetest

import (
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

// suite tries one part of a store.
type suite = func(*testing.T, opener)

func run(t *testing.T, open opener) {
	each(t, open, suites)
	t.Run("at length", func(t *testing.T) { t.Parallel(); each(t, open, atLength) })
}

// each runs suites side by side.
func each(t *testing.T, open opener, suites map[string]suite) {
	for name, test := range suites {
		t.Run(name, func(t *testing.T) { t.Parallel(); test(t, open) })
	}
}

// suites are those that the race detector watches too.
var suites = map[string]suite{
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
	"choices":             testChoices,
	"counts":              testCounts,
	"changes":             testChanges,
	"confirm":             testConfirm,
	"rotation":            testRotation,
	"jobs":                testJobs,
	"resources":           testResources,
	"registry":            testRegistry,
	"roles":               testRoles,
	"plans":               testPlans,
	"races of many":       testBulkRaces,
	"races of changes":    testBulkChangeRaces,
	"digests":             testDigests,
	"deleted keys":        testDeleted,
	"races of deletions":  testRaces,
	"cancelled":           testCancelled,
	"views":               testViews,
	"uses":                testUses,
	"lists of members":    testMemberPages,
	"races of groups":     testGroupRaces,
	"races of edits":      testEditRaces,
	"edited keys":         testEditedKeys,
	"rules":               testRules,
	"access to resources": testResourceAccess,
	"gate credentials":    testGateCredentials,
}

// atLength try very much, one thing after the other, and take minutes under a race detector, which makes SQLite some ten
// times slower: `make test` runs them without it. What it would find in these alone isn't known.
var atLength = map[string]suite{
	"tables by model":    testTables,
	"tables that change": testChangingTables,
	"ids of tables":      testKeyIDs,
	"bad input":          testBadInput,
	"dashboard":          testDashboard,
	"rotation by model":  testRotationModel,
	"switch":             testSwitch,
	"rename":             testRename,
	"expiry":             testExpiry,
	"members":            testMembers,
	"authorization":      testMatrix,
	"plans by model":     testModel,
	"plans for many":     testBulk,
	"changes of many":    testBulkChanges,
	"acts on many":       testBulkActs,
	"work on many":       testBulkWork,
	"descriptions":       testDescriptions,
	"history of keys":    testHistory,
	"the trail":          testTrail,
	"groups":             testGroups,
	"plans of groups":    testGroupPlans,
	"groups of keys":     testKeyGroups,
	"catalogue":          testCatalogue,
	"the ceiling":        testCeiling,
	"counts of groups":   testGroupCounts,
	"settings":           testSettings,
	"exports by model":   testExports,
	"exports in parts":   testExportInParts,
}
