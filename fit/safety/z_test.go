package safety
import ("testing";"context";"os";"fmt";"time";"math";"jakstat/evidence")
func TestZ(t *testing.T){ c,err:=Calibrate(context.Background(),evidence.Default()); if err!=nil {t.Fatal(err)}
 for n,b:=range c.Files() {os.WriteFile("../../library/calibration/"+n,b,0o644)} }
func TestQ(t *testing.T){ t0:=time.Now(); d,err:=Open(context.Background(),evidence.Default()); if err!=nil {t.Fatal(err)}
 q,err:=d.Qualify(context.Background(),func(){}); if err!=nil {t.Fatal(err)}
 fmt.Println(time.Since(t0))
 for _,c:=range q.Checks {fmt.Println(c.Name,c.Value,c.N,c.Min,c.Max,c.Pass())}
 for _,s:=range append(q.ByEvent,q.All,q.Once,q.Rule,q.ByDrug) {fmt.Printf("%+v\n",s)}
 for _,p:=range q.Pairs { fmt.Println(p.By,p.Right(),p.More.ID,p.More.Arm,p.More.Rate.Population,p.More.Rate100(),math.Exp(p.More.Ln),">",p.Less.ID,p.Less.Arm,p.Less.Rate.Population,p.Less.Rate100(),math.Exp(p.Less.Ln))}
}
