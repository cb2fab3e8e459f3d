// Typerecords prints what types2 finds out about packages: the type, value and object of each expression.
//
// It is built into a copy of the go command's view of GOROOT (go build -overlay), because types2 is internal to the
// compiler. Standard input is a JSON list of packages, dependencies first.
package main

import (
	"bufio"
	"cmd/compile/internal/syntax"
	"cmd/compile/internal/types2"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
)

type P struct {
	Path      string
	Files     []string
	ImportMap map[string]string
	Dump      bool
}

var pkgs = map[string]*types2.Package{"unsafe": types2.Unsafe}

type imp struct{ m map[string]string }

func (i imp) Import(path string) (*types2.Package, error) {
	if q, ok := i.m[path]; ok {
		path = q
	}
	if p := pkgs[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("no %s", path)
}

func q(p *types2.Package) string { return p.Path() }
func pos(p syntax.Pos) string {
	if !p.IsKnown() {
		return "-"
	}
	f := p.Base().Pos().RelFilename()
	f = p.FileBase().Filename()
	return fmt.Sprintf("%s:%d:%d", f[strings.LastIndex(f, "/")+1:], p.Line(), p.Col())
}
func obj(o types2.Object) string {
	if o == nil {
		return "nil"
	}
	pk := ""
	if o.Pkg() != nil {
		pk = o.Pkg().Path()
	}
	k := strings.TrimPrefix(fmt.Sprintf("%T", o), "*types2.")
	t := ""
	if k != "PkgName" && k != "Builtin" && k != "Label" {
		t = types2.TypeString(o.Type(), q)
	}
	return fmt.Sprintf("%s %s.%s@%s %s", k, pk, o.Name(), pos(o.Pos()), t)
}

func main() {
	var ps []P
	if err := json.NewDecoder(os.Stdin).Decode(&ps); err != nil {
		panic(err)
	}
	ctxt := types2.NewContext()
	for _, p := range ps {
		var files []*syntax.File
		for _, f := range p.Files {
			b := syntax.NewFileBase(f)
			r, err := os.Open(f)
			if err != nil {
				panic(err)
			}
			t, err := syntax.Parse(b, r, func(e error) { fmt.Fprintln(os.Stderr, e) }, nil, syntax.CheckBranches)
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
			files = append(files, t)
			r.Close()
		}
		info := &types2.Info{StoreTypesInSyntax: true}
		if p.Dump {
			info.Defs = map[*syntax.Name]types2.Object{}
			info.Uses = map[*syntax.Name]types2.Object{}
			info.Selections = map[*syntax.SelectorExpr]*types2.Selection{}
			info.Implicits = map[syntax.Node]types2.Object{}
			info.Instances = map[*syntax.Name]types2.Instance{}
		}
		conf := types2.Config{Context: ctxt, GoVersion: "go1.27", IgnoreBranchErrors: true, Importer: imp{p.ImportMap},
			Sizes: types2.SizesFor("gc", "amd64"), Error: func(e error) { fmt.Fprintln(os.Stderr, e) }}
		pkg, _ := conf.Check(p.Path, files, info)
		pkgs[p.Path] = pkg
		if !p.Dump {
			continue
		}
		var out []string
		emit := func(n syntax.Node, format string, args ...any) {
			k := strings.TrimPrefix(fmt.Sprintf("%T", n), "*syntax.")
			out = append(out, pos(n.Pos())+" "+k+" "+strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", "\\n"))
		}
		for _, f := range files {
			syntax.Inspect(f, func(n syntax.Node) bool {
				if n == nil {
					return false
				}
				if _, ok := n.(*syntax.ConstDecl); ok || n.Pos().Col() >= 65535 {
					return false
				}
				if cc, ok := n.(*syntax.CaseClause); ok {
					if o := info.Implicits[cc]; o != nil {
						emit(n, "implicit %s", obj(o))
					}
				}
				e, ok := n.(syntax.Expr)
				if !ok {
					return true
				}
				tv := e.GetTypeInfo()
				if tv.Type != nil || tv.IsVoid() {
					m := ""
					switch {
					case tv.IsVoid():
						m = "void"
					case tv.IsType():
						m = "type"
					case tv.IsBuiltin():
						m = "builtin"
					case tv.IsNil():
						m = "nil"
					case tv.IsValue():
						m = "value"
					}
					if tv.Addressable() {
						m += ",addr"
					}
					v := ""
					if tv.Value != nil {
						v = tv.Value.ExactString()
						if len(v) > 200 { v = v[:200] }
					}
					ts := ""
					if !tv.IsVoid() {
						ts = types2.TypeString(tv.Type, q)
					}
					emit(n, "%s %s = %s", m, ts, v)
				}
				if name, ok := n.(*syntax.Name); ok {
					if o := info.Uses[name]; o != nil {
						emit(n, "obj %s", obj(o))
					} else if o := info.Defs[name]; o != nil {
						emit(n, "obj %s", obj(o))
					}
					if in, ok := info.Instances[name]; ok {
						var ts []string
						for i := 0; i < in.TypeArgs.Len(); i++ {
							ts = append(ts, types2.TypeString(in.TypeArgs.At(i), q))
						}
						emit(n, "inst %s => %s", strings.Join(ts, "; "), types2.TypeString(in.Type, q))
					}
				}
				if s, ok := n.(*syntax.SelectorExpr); ok {
					if sel := info.Selections[s]; sel != nil {
						emit(n, "sel %d %s %s %v %v", sel.Kind(), types2.TypeString(sel.Recv(), q), obj(sel.Obj()), sel.Index(), sel.Indirect())
					}
				}
				return true
			})
		}
		sort.Strings(out)
		w := bufio.NewWriter(os.Stdout)
		fmt.Fprintf(w, "== %s\n", p.Path)
		for _, l := range out {
			w.WriteString(l)
			w.WriteByte('\n')
		}
		for i, in := range info.InitOrder {
			var ns []string
			for _, v := range in.Lhs {
				ns = append(ns, v.Name())
			}
			fmt.Fprintf(w, "init %d %s @%s\n", i, strings.Join(ns, ","), pos(in.Rhs.Pos()))
		}
		w.Flush()
	}
}
