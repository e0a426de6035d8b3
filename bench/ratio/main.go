// Ratio measures what sending a short text costs over the same send on bare
// net/http. Peer and floor take turns in one process, some milliseconds each,
// so that both meet the same machine, whatever else it does and whatever its
// clock; the median of many such comparisons counts.
//
//	go run ./ratio [-rounds 40] [-only chatwire] [-check]
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/chatwire/chatwire/bench/internal/peers"
)

func main() {
	rounds := flag.Int("rounds", 40, "how often each peer is compared")
	only := flag.String("only", "", "compare this peer alone: "+peers.Ours)
	check := flag.Bool("check", false, "fail when a figure is missed")
	flag.Parse()
	missed, err := run(*rounds, *only)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if *check && missed {
		os.Exit(1)
	}
}

func run(rounds int, only string) (missed bool, err error) {
	server, err := peers.StartServer()
	if err != nil {
		return false, err
	}
	defer server.Close()
	list, err := peers.All(server.URL)
	if err != nil {
		return false, err
	}
	floors := peers.Floors(list)
	list = slices.DeleteFunc(list, func(p peers.Peer) bool {
		return only != "" && p.Name != only && p.Name != floors[p.Room].Name
	})
	ratios, absolute := make([][]peers.Cost, len(list)), map[string][]peers.Cost{}
	for round := -1; round < rounds; round++ {
		for i, p := range list {
			ratio, floor, err := peers.Compare(p, floors[p.Room])
			if err != nil {
				return false, err
			}
			if round >= 0 { // the round before the first warms up
				ratios[i] = append(ratios[i], ratio)
				absolute[p.Room] = append(absolute[p.Room], floor)
			}
		}
	}
	fmt.Printf("%s, %s/%s, %d CPUs; %d comparisons of %d sends; median (quartiles)\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), rounds, peers.Sends)
	for i, p := range list {
		if p.Name == floors[p.Room].Name {
			header(p, absolute[p.Room])
		}
		missed = row(p, ratios[i]) || missed
	}
	return missed, nil
}

// header begins a room's table with the floor's absolute numbers.
func header(p peers.Peer, floor []peers.Cost) {
	format := [len(peers.Units)]string{"%.1f µs", "%.1f µs", "%.0f", "%.0f B"}
	scale := peers.Cost{1e3, 1e3, 1, 1}
	fmt.Printf("\n| %s", p.Room)
	for u, unit := range peers.Units {
		_, median, _ := quartiles(floor, u)
		fmt.Printf(" | %s ("+format[u]+")", unit, median/scale[u])
	}
	fmt.Printf(" |\n|---|%s\n", strings.Repeat("---:|", len(peers.Units)))
}

// row writes a peer's ratios to the floor.
func row(p peers.Peer, ratios []peers.Cost) (missed bool) {
	fmt.Printf("| %s", p.Name)
	for u := range peers.Units {
		low, median, high := quartiles(ratios, u)
		fmt.Printf(" | %.2f", median)
		if high-low >= 0.01 {
			fmt.Printf(" (%.2f–%.2f)", low, high)
		}
		if limit := peers.Limits[p.Room][u]; limit > 0 && p.Name == peers.Ours {
			mark := "≤"
			if median > limit {
				mark, missed = "**over**", true
			}
			fmt.Printf(" %s %.2f", mark, limit)
		}
	}
	fmt.Println(" |")
	return missed
}

func quartiles(costs []peers.Cost, unit int) (low, median, high float64) {
	values := make([]float64, len(costs))
	for i, c := range costs {
		values[i] = c[unit]
	}
	slices.Sort(values)
	at := func(q float64) float64 { return values[int(q*float64(len(values)-1)+0.5)] }
	return at(0.25), at(0.5), at(0.75)
}
