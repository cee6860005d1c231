"""Routes of the pipelines in the office."""

from __future__ import annotations

from django.urls import path

from dozvon.web.pipelines import editor, publishing, trying, versions

urlpatterns = [
    path("office/pipelines/", versions.pipeline_list, name="pipelines"),
    path("office/pipelines-import", versions.import_pipeline, name="pipeline-import"),
    path("office/pipelines/<slug:code>/", versions.pipeline_page, name="pipeline"),
    path("office/pipelines/<slug:code>/differences", versions.compare_versions, name="pipeline-differences"),
    path("office/pipelines/<slug:code>/<int:number>/", versions.version_page, name="pipeline-version"),
    path("office/pipelines/<slug:code>/<int:number>/toml", versions.export_version, name="pipeline-export"),
    path("office/pipelines/<slug:code>/<int:number>/back", versions.put_back, name="pipeline-back"),
    path("office/pipelines/<slug:code>/shipped", versions.take_shipped, name="pipeline-shipped"),
    path("office/pipelines/<slug:code>/publish", publishing.publish_page, name="pipeline-publish"),
    path("office/pipelines/<slug:code>/draft", editor.begin_draft, name="pipeline-draft"),
    path("office/pipelines/<slug:code>/draft/<slug:section>", editor.section_page, name="pipeline-section"),
    path("office/pipelines/<slug:code>/try", trying.begin_run, name="pipeline-try"),
    path("office/pipeline-runs/<int:run_id>/", trying.run_page, name="pipeline-run"),
    path("office/pipelines/<slug:code>/drop", publishing.forget_draft, name="pipeline-drop"),
]
