package static

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// vendored reads the table of vendor/README.md: the hash of each file.
func vendored(t *testing.T) map[string]string {
	t.Helper()
	row := regexp.MustCompile(`(?m)^\| (\S+) \|.*\| ([0-9a-f]{64}) \|$`)
	sums := map[string]string{}
	for _, match := range row.FindAllStringSubmatch(read(t, "vendor/README.md"), -1) {
		sums[match[1]] = match[2]
	}
	return sums
}

func TestWhatIsNotOursIsAsItCame(t *testing.T) {
	t.Parallel()
	for name, want := range vendored(t) {
		sum := sha256.Sum256([]byte(read(t, name)))
		if got := hex.EncodeToString(sum[:]); got != want {
			t.Errorf("%s has the SHA-256 %s, vendor/README.md says %s", name, got, want)
		}
	}
}

func TestWhatIsNotOursIsListedWithItsLicense(t *testing.T) {
	t.Parallel()
	sums, readme := vendored(t), read(t, "vendor/README.md")
	notices := string(assets(t).files[assets(t).Path("licenses.txt")].body)
	files := []string{"icons.svg"}
	for _, pattern := range []string{"fonts/*", "vendor/*"} {
		found, err := fs.Glob(embedded, pattern)
		if err != nil {
			t.Fatalf("list %s: %v", pattern, err)
		}
		files = append(files, found...)
	}
	for _, name := range slices.DeleteFunc(files, func(name string) bool { return name == "vendor/README.md" }) {
		if license, ok := strings.CutPrefix(name, "vendor/"); ok && strings.HasSuffix(name, ".txt") {
			if !strings.Contains(readme, "]("+license+")") || !strings.Contains(notices, license) {
				t.Errorf("vendor/README.md and licenses.txt must both name %s", license)
			}
			continue
		}
		if sums[name] == "" {
			t.Errorf("vendor/README.md has no row for %s", name)
		}
	}
}

func TestIconsAreThereOnce(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, match := range regexp.MustCompile(`<symbol id="([^"]*)" viewBox="0 0 (?:24 24|32 32)">`).FindAllStringSubmatch(read(t, "icons.svg"), -1) {
		if seen[match[1]] {
			t.Errorf("the icon %s is there twice", match[1])
		}
		seen[match[1]] = true
	}
	if all := strings.Count(read(t, "icons.svg"), "<symbol"); all != len(seen) {
		t.Errorf("%d symbols, %d of them in the usual form", all, len(seen))
	}
}
