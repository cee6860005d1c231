"""Routes of the pipelines in the office."""

from __future__ import annotations

from django.urls import path

from dozvon.web.pipelines import editor, publishing, trying, versions

urlpatterns = [
    path("office/pipelines/", versions.listed, name="pipelines"),
    path("office/pipelines-import", versions.brought_in, name="pipeline-import"),
    path("office/pipelines/<slug:code>/", versions.one, name="pipeline"),
    path("office/pipelines/<slug:code>/differences", versions.compared, name="pipeline-differences"),
    path("office/pipelines/<slug:code>/<int:number>/", versions.version, name="pipeline-version"),
    path("office/pipelines/<slug:code>/<int:number>/toml", versions.exported, name="pipeline-export"),
    path("office/pipelines/<slug:code>/<int:number>/back", versions.put_back, name="pipeline-back"),
    path("office/pipelines/<slug:code>/shipped", versions.take_shipped, name="pipeline-shipped"),
    path("office/pipelines/<slug:code>/publish", publishing.publish, name="pipeline-publish"),
    path("office/pipelines/<slug:code>/draft", editor.begin, name="pipeline-draft"),
    path("office/pipelines/<slug:code>/draft/<slug:section>", editor.section, name="pipeline-section"),
    path("office/pipelines/<slug:code>/try", trying.begin, name="pipeline-try"),
    path("office/pipeline-runs/<int:run_id>/", trying.run, name="pipeline-run"),
    path("office/pipelines/<slug:code>/drop", publishing.drop, name="pipeline-drop"),
]
