package store_test

import (
	"testing"

	"chatelaine/store"
)

func TestASecretIsFoundInAText(t *testing.T) {
	t.Parallel()
	const secret = "chk_8sYq2LwPz0Ta_0123456789abcdefghijABCDEFGHIJ01Qw3rTy"
	for text, want := range map[string]store.KeyID{
		secret: "8sYq2LwPz0Ta", " " + secret: "8sYq2LwPz0Ta", secret + "\n": "8sYq2LwPz0Ta", "Bearer " + secret: "8sYq2LwPz0Ta",
		`"` + secret + `"`: "8sYq2LwPz0Ta", "Api-Key: " + secret: "8sYq2LwPz0Ta", secret[:len(secret)-1]: "8sYq2LwPz0Ta", secret[:30]: "8sYq2LwPz0Ta",
		"": "", "8sYq2LwPz0Ta": "", "chk_8sYq…1mtD": "", "Nightly parcel import": "", "tile_server_production": "", "chk_8sYq2LwPz0Ta_": "",
	} {
		if got, found := store.SecretIn(text); got != want || found != (want != "") {
			t.Errorf("in %q there is %q, %t", text, got, found)
		}
	}
}
