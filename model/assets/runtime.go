package assets

import "path"

// The ONNX Runtime libraries are those of the sherpa-onnx Go modules, which
// carry release 1.28.2 for the common platforms as plain files; onnxruntime_go
// 1.27.0 asks for API version 24, which releases have since 1.24. The repositories
// that the modules are cut from hold the same files under the same tag, and serve as the public
// address. Digests and sizes were read from the modules.
const (
	RuntimeVersion = "1.28.2"
	sherpaVersion  = "v1.13.8"
)

type library struct {
	module string // last element of the module's path
	zip    int64  // bytes of the module's zip
	member string
	bytes  int64
	sha256 string
}

var libraries = map[string]library{
	"linux/amd64": {
		module: "sherpa-onnx-go-linux", zip: 35_974_128,
		member: "lib/x86_64-unknown-linux-gnu/libonnxruntime.so", bytes: 27_026_609,
		sha256: "4b3607aebd1784b26b6f9b20e4bd974c7ab8287043e4d095cb7d2cb40b5e566e",
	},
	"linux/arm64": {
		module: "sherpa-onnx-go-linux", zip: 35_974_128,
		member: "lib/aarch64-unknown-linux-gnu/libonnxruntime.so", bytes: 34_606_912,
		sha256: "cfc800d4438f15e8d9017521326776ca7117d8783cb847ccccc2fc61ac4d540f",
	},
	"darwin/amd64": {
		module: "sherpa-onnx-go-macos", zip: 21_505_008,
		member: "lib/x86_64-apple-darwin/libonnxruntime.dylib", bytes: 32_315_856,
		sha256: "2bf27180c09e6fd3f407c9ab25205ebf1ff95f2d53bfa35e35409b5849e0ac70",
	},
	"darwin/arm64": {
		module: "sherpa-onnx-go-macos", zip: 21_505_008,
		member: "lib/aarch64-apple-darwin/libonnxruntime.dylib", bytes: 29_006_384,
		sha256: "b0613d0ae53199a83b05fa48e169211498e9d40d54beaa372068ebe5ec5b0929",
	},
	"windows/amd64": {
		module: "sherpa-onnx-go-windows", zip: 25_022_747,
		member: "lib/x86_64-pc-windows-gnu/onnxruntime.dll", bytes: 17_799_168,
		sha256: "7f66f939a881baf4f46a2216496798edf4a1429878b646d12674aa62f27d8a25",
	},
}

// runtimeLibrary describes the ONNX Runtime library for a platform; false if
// none is pinned for it.
func runtimeLibrary(goos, goarch string) (Asset, bool) {
	lib, ok := libraries[goos+"/"+goarch]
	if !ok {
		return Asset{}, false
	}
	repository := "github.com/k2-fsa/" + lib.module
	return Asset{
		Name:    Runtime,
		File:    path.Base(lib.member),
		About:   "ONNX Runtime " + RuntimeVersion + " for " + goos + "/" + goarch,
		Bytes:   lib.bytes,
		SHA256:  lib.sha256,
		Licence: "MIT",
		Sources: []Source{
			{Kind: Go, Package: repository + "@" + sherpaVersion, Bytes: lib.zip, Member: lib.member},
			web("https://"+repository+"/raw/"+sherpaVersion+"/"+lib.member, lib.bytes),
		},
	}, true
}
