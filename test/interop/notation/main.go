// Signs and verifies images as notation does, by the library that notation is made of, for the interop suite:
//
//	program sign --key FILE --cert FILE --format jws|cose [--timestamp-url URL --tsa-root FILE] [-m KEY=VALUE]
//	    [--expiry DURATION] [--force-referrers-tag] REFERENCE…
//	program verify --trust-policy FILE --trust-store DIR [-m KEY=VALUE] REFERENCE…
//
// DIR holds x509/. Registries are spoken to by plain HTTP. On standard output there is a JSON array with an object for each
// reference; a reference that is not accepted is an answer, no failure.
package main

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/notaryproject/notation-core-go/revocation"
	"github.com/notaryproject/notation-core-go/revocation/purpose"
	"github.com/notaryproject/notation-core-go/signature/cose"
	"github.com/notaryproject/notation-core-go/signature/jws"
	corex509 "github.com/notaryproject/notation-core-go/x509"
	"github.com/notaryproject/notation-go"
	"github.com/notaryproject/notation-go/dir"
	"github.com/notaryproject/notation-go/registry"
	"github.com/notaryproject/notation-go/signer"
	"github.com/notaryproject/notation-go/verifier"
	"github.com/notaryproject/notation-go/verifier/trustpolicy"
	"github.com/notaryproject/notation-go/verifier/truststore"
	"github.com/notaryproject/tspclient-go"
	"oras.land/oras-go/v2/registry/remote"
)

// As `notation verify` has it.
const maxSignatureAttempts = 100

var formats = map[string]string{"jws": jws.MediaTypeEnvelope, "cose": cose.MediaTypeEnvelope}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return errors.New("sign or verify?")
	}
	var answers []any
	var err error
	switch args[0] {
	case "sign":
		answers, err = sign(args[1:])
	case "verify":
		answers, err = verify(args[1:])
	default:
		err = fmt.Errorf("sign or verify, not %s", args[0])
	}
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(answers)
}

type signed struct {
	Reference string `json:"reference"`
	Digest    string `json:"digest"`
}

func sign(args []string) ([]any, error) {
	flags := flag.NewFlagSet("sign", flag.ContinueOnError)
	key := flags.String("key", "", "private key")
	cert := flags.String("cert", "", "certificate chain, the leaf first")
	format := flags.String("format", "jws", "jws or cose")
	timestampURL := flags.String("timestamp-url", "", "timestamp authority")
	tsaRoot := flags.String("tsa-root", "", "root certificate of the timestamp authority")
	expiry := flags.Duration("expiry", 0, "how long the signature holds")
	forceTag := flags.Bool("force-referrers-tag", false, "without the Referrers API")
	metadata := metadataFlag(flags)
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	signing, err := signer.NewGenericSignerFromFiles(*key, *cert)
	if err != nil {
		return nil, err
	}
	options := notation.SignOptions{
		SignerSignOptions: notation.SignerSignOptions{
			SignatureMediaType: formats[*format],
			ExpiryDuration:     expiry.Truncate(time.Second),
		},
		UserMetadata: metadata,
	}
	if *timestampURL != "" {
		if err := timestamped(&options.SignerSignOptions, *timestampURL, *tsaRoot); err != nil {
			return nil, err
		}
	}
	var answers []any
	for _, reference := range flags.Args() {
		repository, err := open(reference, *forceTag)
		if err != nil {
			return nil, err
		}
		options.ArtifactReference = reference
		descriptor, err := notation.Sign(context.Background(), signing, repository, options)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", reference, err)
		}
		answers = append(answers, signed{reference, descriptor.Digest.String()})
	}
	return answers, nil
}

func timestamped(options *notation.SignerSignOptions, url, rootFile string) error {
	roots, err := corex509.ReadCertificateFile(rootFile)
	if err != nil {
		return err
	}
	options.TSARootCAs = x509.NewCertPool()
	for _, root := range roots {
		options.TSARootCAs.AddCert(root)
	}
	if options.Timestamper, err = tspclient.NewHTTPTimestamper(nil, url); err != nil {
		return err
	}
	options.TSARevocationValidator, err = revocation.NewWithOptions(revocation.Options{
		CertChainPurpose: purpose.Timestamping,
	})
	return err
}

type verified struct {
	Reference string `json:"reference"`
	Accepted  bool   `json:"accepted"`
	// Why not, one reason a signature.
	Error string `json:"error,omitempty"`
	// What the policy only logs.
	Warnings []string          `json:"warnings,omitempty"`
	Metadata map[string]string `json:"metadata,omitempty"`
}

func verify(args []string) ([]any, error) {
	flags := flag.NewFlagSet("verify", flag.ContinueOnError)
	policyFile := flags.String("trust-policy", "", "trust policy document")
	storeFolder := flags.String("trust-store", "", "folder that holds x509/")
	metadata := metadataFlag(flags)
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(*policyFile)
	if err != nil {
		return nil, err
	}
	var policy trustpolicy.Document
	if err := json.Unmarshal(text, &policy); err != nil {
		return nil, err
	}
	checking, err := verifier.New(&policy, truststore.NewX509TrustStore(storeFS(*storeFolder)), nil)
	if err != nil {
		return nil, err
	}
	var answers []any
	for _, reference := range flags.Args() {
		repository, err := open(reference, false)
		if err != nil {
			return nil, err
		}
		_, outcomes, err := notation.Verify(context.Background(), checking, repository, notation.VerifyOptions{
			ArtifactReference:    reference,
			MaxSignatureAttempts: maxSignatureAttempts,
			UserMetadata:         metadata,
		})
		answers = append(answers, answer(reference, outcomes, err))
	}
	return answers, nil
}

func answer(reference string, outcomes []*notation.VerificationOutcome, err error) verified {
	if err != nil {
		return verified{Reference: reference, Error: err.Error()}
	}
	found := verified{Reference: reference, Accepted: true}
	for _, outcome := range outcomes {
		for _, result := range outcome.VerificationResults {
			if result.Error != nil {
				found.Warnings = append(found.Warnings, fmt.Sprintf("%s: %v", result.Type, result.Error))
			}
		}
		// A policy that skips has nothing looked at.
		if outcome.EnvelopeContent == nil {
			continue
		}
		if found.Metadata, err = outcome.UserMetadata(); err != nil {
			return verified{Reference: reference, Error: err.Error()}
		}
	}
	return found
}

func open(reference string, forceTag bool) (registry.Repository, error) {
	repository, err := remote.NewRepository(reference)
	if err != nil {
		return nil, err
	}
	repository.PlainHTTP = true
	if forceTag {
		if err := repository.SetReferrersCapability(false); err != nil {
			return nil, err
		}
	}
	return registry.NewRepository(repository), nil
}

// A folder that stands where notation has truststore/.
type storeFS string

func (root storeFS) Open(string) (fs.File, error) { return nil, errors.ErrUnsupported }

func (root storeFS) SysPath(items ...string) (string, error) {
	below, found := strings.CutPrefix(filepath.Join(items...), dir.TrustStoreDir+string(filepath.Separator))
	if !found {
		return "", fmt.Errorf("no trust store: %s", filepath.Join(items...))
	}
	return filepath.Join(string(root), below), nil
}

func metadataFlag(flags *flag.FlagSet) map[string]string {
	metadata := map[string]string{}
	flags.Func("m", "KEY=VALUE that is signed along", func(pair string) error {
		key, value, found := strings.Cut(pair, "=")
		if !found {
			return fmt.Errorf("%q is not KEY=VALUE", pair)
		}
		metadata[key] = value
		return nil
	})
	return metadata
}
