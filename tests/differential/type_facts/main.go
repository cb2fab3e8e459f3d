// Typefacts type-checks the packages that "go list -deps -json" describes on standard input, with go/types, and writes
// what it finds: one file per package in the folder named by its argument, one line "file:line:col kind fact" for each name
// and expression.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"strings"
)

type pkg struct {
	Dir, ImportPath string
	GoFiles         []string
	ImportMap       map[string]string
	Standard        bool
	Module          *struct{ GoVersion string }
}

type imp struct {
	m    map[string]*types.Package
	imap map[string]string
}

func (i imp) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if q, ok := i.imap[path]; ok {
		path = q
	}
	if p := i.m[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("no package %s", path)
}

func main() {
	out := os.Args[1]
	d := json.NewDecoder(bufio.NewReader(os.Stdin))
	done := map[string]*types.Package{}
	for {
		var p pkg
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			panic(err)
		}
		if p.ImportPath == "unsafe" {
			continue
		}
		fset := token.NewFileSet()
		var files []*ast.File
		for _, f := range p.GoFiles {
			a, err := parser.ParseFile(fset, filepath.Join(p.Dir, f), nil, parser.SkipObjectResolution)
			if err != nil {
				panic(err)
			}
			files = append(files, a)
		}
		info := &types.Info{
			Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
			Instances: map[*ast.Ident]types.Instance{}, Selections: map[*ast.SelectorExpr]*types.Selection{}, Implicits: map[ast.Node]types.Object{},
		}
		conf := types.Config{Importer: imp{done, p.ImportMap}, Sizes: types.SizesFor("gc", "amd64"), Error: func(err error) { fmt.Println(p.ImportPath, err) }}
		tp, _ := conf.Check(p.ImportPath, fset, files, info)
		done[p.ImportPath] = tp
		fo, _ := os.Create(filepath.Join(out, strings.ReplaceAll(p.ImportPath, "/", "~")+".txt"))
		w := bufio.NewWriter(fo)
		ts := func(t types.Type) string {
			if t == nil {
				return "-"
			}
			return types.TypeString(t, nil)
		}
		for _, f := range files {
			name := filepath.Base(fset.File(f.FileStart).Name())
			pr := func(k string, pos token.Pos, s string) {
				ps := fset.PositionFor(pos, false)
				fmt.Fprintf(w, "%s:%d:%d %s %s\n", name, ps.Line, ps.Column, k, s)
			}
			tv := func(e ast.Expr) string {
				t, ok := info.Types[e]
				if !ok {
					return "none"
				}
				s := ts(t.Type)
				if t.Value != nil && t.Value.Kind() != constant.Unknown {
					s += " = " + t.Value.ExactString()
				}
				return s
			}
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.Ident:
					o := info.Defs[n]
					k := "D"
					if o == nil {
						o = info.Uses[n]
						k = "U"
					}
					if o == nil {
						return true
					}
					s := ""
					switch o := o.(type) {
					case *types.PkgName:
						s = "pkg " + o.Imported().Path()
					case *types.Label:
						s = "label"
					case *types.Builtin:
						s = "builtin"
					case *types.Nil:
						s = "nil"
					case *types.Const:
						s = "const " + ts(o.Type()) + " = " + o.Val().ExactString()
					case *types.TypeName:
						s = "type " + ts(o.Type())
					case *types.Var:
						s = "var " + ts(o.Type())
					case *types.Func:
						s = "func " + ts(o.Type())
					}
					if in, ok := info.Instances[n]; ok {
						s += " inst " + ts(in.Type)
						for i := 0; i < in.TypeArgs.Len(); i++ {
							s += "," + ts(in.TypeArgs.At(i))
						}
					}
					pr(k, n.Pos(), s)
				case *ast.BasicLit:
					pr("L", n.Pos(), tv(n))
				case *ast.BinaryExpr:
					pr("B", n.OpPos, tv(n))
				case *ast.UnaryExpr:
					pr("N", n.OpPos, tv(n))
				case *ast.StarExpr:
					pr("S", n.Star, tv(n))
				case *ast.CallExpr:
					pr("C", n.Lparen, tv(n))
				case *ast.IndexExpr:
					pr("X", n.Lbrack, tv(n))
				case *ast.IndexListExpr:
					pr("X", n.Lbrack, tv(n))
				case *ast.SliceExpr:
					pr("E", n.Lbrack, tv(n))
				case *ast.CompositeLit:
					pr("K", n.Lbrace, tv(n))
				case *ast.FuncLit:
					pr("F", n.Pos(), tv(n))
				case *ast.ParenExpr:
					pr("P", n.Lparen, tv(n))
				case *ast.SelectorExpr:
					s := tv(n)
					if sel := info.Selections[n]; sel != nil {
						s += fmt.Sprintf(" sel %d %s %v %v", sel.Kind()+1, ts(sel.Recv()), sel.Index(), sel.Indirect())
					}
					pr("M", n.Sel.Pos(), s)
				}
				return true
			})
		}
		w.Flush()
		fo.Close()
	}
}
