package lambdaapi

import (
	"net/http"
	"path/filepath"
	"slices"
)

// packagePath is where packages can be downloaded, as from the S3 bucket in
// which AWS keeps them.
const packagePath = "/sweetspot/packages/"

const (
	packageEnding = ".zip"
	noPackage     = "none" // of a function whose handler names its code itself
)

// emptyZip is an archive without a file: the end of its central directory.
var emptyZip = append([]byte("PK\x05\x06"), make([]byte, 18)...)

// servePackage answers with an uploaded archive as it came.
func (s *Server) servePackage(w http.ResponseWriter, r *http.Request, name string) {
	w.Header().Set("Content-Type", "application/zip")
	if name == noPackage {
		// A caller that has gone is not an error of the server.
		_, _ = w.Write(emptyZip)
		return
	}
	s.codeMu.Lock()
	i := slices.IndexFunc(s.code, func(dir string) bool { return filepath.Base(dir) == name })
	file := ""
	if i >= 0 {
		file = s.code[i] + packageEnding
	}
	s.codeMu.Unlock()
	if file == "" {
		http.NotFound(w, r)
		return
	}
	http.ServeFile(w, r, file)
}
