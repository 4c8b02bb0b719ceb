// go-containerregistry's in-memory registry with the Referrers API, for the registry suite.
package main

import (
	"log"
	"net/http"
	"os"

	"github.com/google/go-containerregistry/pkg/registry"
)

func main() {
	quiet := registry.Logger(log.New(os.Stderr, "", 0))
	log.Fatal(http.ListenAndServe(os.Args[1], registry.New(quiet, registry.WithReferrersSupport(true))))
}
