// go-containerregistry's in-memory registry with the Referrers API, for the registry suite and the benchmark:
//
//	program ADDRESS [ADDRESS LATENCY]
//
// On the second address the same registry answers everything late, by LATENCY. GET /requests lists what was asked since
// the last such request, one "METHOD PATH" a line.
package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/google/go-containerregistry/pkg/registry"
)

func main() {
	quiet := registry.Logger(log.New(io.Discard, "", 0))
	served := &requestLog{next: registry.New(quiet, registry.WithReferrersSupport(true))}
	if len(os.Args) > 3 {
		latency, err := time.ParseDuration(os.Args[3])
		if err != nil {
			log.Fatal(err)
		}
		late := http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
			time.Sleep(latency)
			served.ServeHTTP(response, request)
		})
		go func() { log.Fatal(http.ListenAndServe(os.Args[2], late)) }()
	}
	log.Fatal(http.ListenAndServe(os.Args[1], served))
}

type requestLog struct {
	next  http.Handler
	mutex sync.Mutex
	lines []string
}

func (all *requestLog) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	if request.URL.Path == "/requests" {
		for _, line := range all.take() {
			fmt.Fprintln(response, line)
		}
		return
	}
	all.add(request.Method + " " + request.URL.RequestURI())
	all.next.ServeHTTP(response, request)
}

func (all *requestLog) add(line string) {
	all.mutex.Lock()
	defer all.mutex.Unlock()
	all.lines = append(all.lines, line)
}

func (all *requestLog) take() []string {
	all.mutex.Lock()
	defer all.mutex.Unlock()
	taken := all.lines
	all.lines = nil
	return taken
}
