"""What can be wrong with a cluster, in words."""

from typing import Final

from bajigong.errors import BajigongError
from bajigong.policy.text import Text

INSTALL: Final = Text("需要安装：pip install 'bajigong[cluster]'", "this needs pip install 'bajigong[cluster]'")
FOLDER: Final = Text(
    "{path}：在集群上核验时，结果应为文件夹；请写作「{path}/」",
    "{path}: the result of a check on a cluster is a folder; write {path}/",
)
SILENT: Final = Text(
    "{address}没有应答的Dask调度器（{why}）；应为tcp://主机:端口，或local",
    "{address}: no Dask scheduler answers there ({why}); expected tcp://HOST:PORT of one that runs, or local",
)
NOT_ONE: Final = Text("它是{kind}", "it is a {kind}")
EMPTY: Final = Text(
    "{address}：调度器尚无工作进程，正在等待", "{address}: the scheduler has no workers yet: waiting for some"
)
GONE: Final = Text(
    "{address}：与Dask调度器的连接中断；已完成的文件均已保留，加--resume可接续",
    "{address}: the Dask scheduler has gone; the files that are done are kept: --resume goes on with them",
)
BROKEN: Final = Text("{path}：集群未能核验（{why}）", "{path}: the cluster could not check it ({why})")
KILLED: Final = Text(
    "{path}：核验它的工作进程已有{n}个异常终止，可能是内存不足；请减小文件或减少同一机器上的工作进程",
    "{path}: {n} workers died while they checked it, perhaps for want of memory; give them smaller files, or run fewer"
    " workers on a machine",
)
UNSEEN: Final = Text(
    "{host}上的工作进程看不到{path}；输入与结果须在各机器以同一绝对路径可见的共享文件系统上",
    "a worker on {host} does not see {path}; inputs and result must be on a file system that all machines share, under"
    " the same absolute path",
)
OTHER_FILE: Final = Text(
    "{host}上的工作进程在{path}看到的是另一个文件；输入须在各机器共享的文件系统上",
    "a worker on {host} sees another file at {path}; inputs must be on a file system that all machines share",
)
OTHER_PROGRAM: Final = Text(
    "{host}上的工作进程使用其他{what}（{theirs}，此处为{ours}），结果将不一致",
    "a worker on {host} has another {what} ({theirs}; here it is {ours}), and would answer otherwise",
)
VERSION: Final = Text("版本的bajigong", "version of bajigong")
WRITER: Final = Text("版本的pyarrow", "version of pyarrow")
LAW: Final = Text("规则包", "law")
MORE: Final = Text(
    "{path}：另有{n}处问题未逐一列出，均见未核验清单",
    "{path}: further problems, all of which stand in the list of refused rows: {n}",
)


class ClusterError(BajigongError):
    """A cluster that is not there, goes away, or lacks what its workers need."""
