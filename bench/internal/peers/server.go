package peers

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Server is a running bench/server.
type Server struct {
	URL   string // "http://127.0.0.1:port"
	cmd   *exec.Cmd
	stdin io.Closer
	dir   string
}

// StartServer builds bench/server and starts it. Close it. Should this process
// die first, the server sees its standard input end, and ends too.
func StartServer() (s *Server, err error) {
	s = &Server{}
	if s.dir, err = os.MkdirTemp("", "chatwire-bench-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	binary := filepath.Join(s.dir, "server.exe")
	build := exec.Command("go", "build", "-o", binary, "github.com/chatwire/chatwire/bench/server")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go build ./server: %w\n%s", err, out)
	}
	cmd := exec.Command(binary)
	cmd.Stderr = os.Stderr
	if s.stdin, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s.cmd = cmd
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("the server told no address: %w", err)
	}
	s.URL = strings.TrimSpace(line)
	return s, nil
}

// Close ends the server and removes what was built.
func (s *Server) Close() {
	if s.stdin != nil {
		_ = s.stdin.Close()
	}
	if s.cmd != nil {
		_ = s.cmd.Wait()
	}
	_ = os.RemoveAll(s.dir)
}
