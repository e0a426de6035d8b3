// Package bench measures this library against its peers. It is a module of its
// own, so that nobody who uses the library sees theirs.
//
//	go run ./ratio             # Send: time, CPU, allocations and bytes, over a bare net/http floor
//	go run ./burst             # 20 messages at once into a room that takes one a second
//	go run ./size              # what importing slack adds to a program
//	go test -run Thousand -v . # 1,000 messages at once, in virtual time
//	go test -bench Send .      # the same sends as Go benchmarks, for benchstat and profiles
//
// All of them print Markdown, but for the tests. The figures they are held to
// stand next to them in the code.
package bench
