// Size measures what a program that posts to Slack weighs more than the same
// program on bare net/http: in bytes and in modules.
//
//	go run ./size [-check]
package main

import (
	"debug/buildinfo"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// The most that this library may add.
const (
	maxModules = 3
	maxKB      = 500 // of 1,000 bytes
)

const (
	library = "github.com/chatwire/chatwire"
	path    = library + "/bench/size/"
)

func main() {
	check := flag.Bool("check", false, "fail when a figure is missed")
	flag.Parse()
	missed, err := run()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if *check && missed {
		os.Exit(1)
	}
}

func run() (missed bool, err error) {
	dir, err := os.MkdirTemp("", "chatwire-size-")
	if err != nil {
		return false, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	floor, err := measure(dir, "nethttp")
	if err != nil {
		return false, err
	}
	fmt.Printf("| over net/http (%d KB; stripped %d KB) | more | stripped | modules |\n|---|---:|---:|---|\n", floor.whole/1000, floor.stripped/1000)
	for _, name := range []string{"chatwire", "retryablehttp", "slackgo"} {
		p, err := measure(dir, name)
		if err != nil {
			return false, err
		}
		whole, stripped := (p.whole-floor.whole)/1000, (p.stripped-floor.stripped)/1000
		fmt.Printf("| %s | %d KB | %d KB | %d: %s |\n", name, whole, stripped, len(p.modules), strings.Join(p.modules, ", "))
		if name == "chatwire" {
			missed = whole > maxKB || stripped > maxKB || len(p.modules) > maxModules
		}
	}
	fmt.Printf("\nAt most, for chatwire: %d KB, and %d modules beside itself.\n", maxKB, maxModules)
	return missed, nil
}

// program is what a build of one came to.
type program struct {
	whole, stripped int64
	modules         []string // all but ours
}

func measure(dir, name string) (p program, err error) {
	if p.whole, p.modules, err = build(dir, name, ""); err != nil {
		return p, err
	}
	p.stripped, _, err = build(dir, name, "-s -w")
	return p, err
}

func build(dir, name, ldflags string) (size int64, modules []string, err error) {
	binary := filepath.Join(dir, name+".exe")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags="+ldflags, "-o", binary, path+name)
	if out, err := cmd.CombinedOutput(); err != nil {
		return 0, nil, fmt.Errorf("go build %s: %w\n%s", name, err, out)
	}
	stat, err := os.Stat(binary)
	if err != nil {
		return 0, nil, err
	}
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return 0, nil, err
	}
	for _, m := range info.Deps {
		if m.Path != library {
			modules = append(modules, m.Path+" "+m.Version)
		}
	}
	return stat.Size(), modules, nil
}
