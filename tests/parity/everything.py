"""All cases, and the methods they are about."""

from __future__ import annotations

from . import (
    cases_ai,
    cases_auditing,
    cases_buckets,
    cases_copies,
    cases_documents,
    cases_downloads,
    cases_errors,
    cases_files,
    cases_insight,
    cases_listings,
    cases_live,
    cases_media,
    cases_media_tasks,
    cases_meta,
    cases_more_objects,
    cases_multipart,
    cases_objects,
    cases_pictures,
    cases_process,
    cases_recognition,
    cases_reports,
    cases_selecting,
    cases_serving,
    cases_settings,
    cases_signing,
    cases_speech,
    cases_uploads,
    cases_vectors,
    cases_vocabularies,
    cases_workflows,
)
from .case import Case

CASES: list[Case] = [
    *cases_buckets.CASES,
    *cases_objects.CASES,
    *cases_listings.CASES,
    *cases_multipart.CASES,
    *cases_signing.CASES,
    *cases_errors.CASES,
    *cases_more_objects.CASES,
    *cases_selecting.CASES,
    *cases_settings.CASES,
    *cases_serving.CASES,
    *cases_reports.CASES,
    *cases_meta.CASES,
    *cases_live.CASES,
    *cases_uploads.CASES,
    *cases_downloads.CASES,
    *cases_copies.CASES,
    *cases_media.CASES,
    *cases_media_tasks.CASES,
    *cases_auditing.CASES,
    *cases_documents.CASES,
    *cases_workflows.CASES,
    *cases_process.CASES,
    *cases_speech.CASES,
    *cases_insight.CASES,
    *cases_vectors.CASES,
    *cases_pictures.CASES,
    *cases_recognition.CASES,
    *cases_files.CASES,
    *cases_vocabularies.CASES,
    *cases_ai.CASES,
]

METHODS = """
create_bucket delete_bucket head_bucket bucket_exists list_buckets put_bucket_acl get_bucket_acl put_bucket_cors
get_bucket_cors delete_bucket_cors put_bucket_lifecycle get_bucket_lifecycle delete_bucket_lifecycle put_object
get_object head_object delete_object delete_objects object_exists put_object_acl get_object_acl copy_object
list_objects list_objects_versions list_multipart_uploads create_multipart_upload upload_part upload_part_copy
complete_multipart_upload abort_multipart_upload list_parts get_auth get_presigned_url
get_presigned_download_url get_object_url append_object put_symlink get_symlink restore_object
select_object_content put_object_tagging get_object_tagging delete_object_tagging change_object_storage_class
update_object_meta put_object_from_local_file put_async_fetch_task get_async_fetch_task put_bucket_versioning
get_bucket_versioning get_bucket_location put_bucket_replication get_bucket_replication
delete_bucket_replication put_bucket_website get_bucket_website delete_bucket_website put_bucket_logging
get_bucket_logging put_bucket_policy get_bucket_policy delete_bucket_policy put_bucket_domain get_bucket_domain
delete_bucket_domain put_bucket_domain_certificate get_bucket_domain_certificate
delete_bucket_domain_certificate put_bucket_origin get_bucket_origin delete_bucket_origin put_bucket_inventory
post_bucket_inventory get_bucket_inventory delete_bucket_inventory list_bucket_inventory_configurations
put_bucket_tagging get_bucket_tagging delete_bucket_tagging put_bucket_referer get_bucket_referer
delete_bucket_referer put_bucket_response_control get_bucket_response_control delete_bucket_response_control
put_bucket_intelligenttiering get_bucket_intelligenttiering put_bucket_intelligenttiering_v2
get_bucket_intelligenttiering_v2 list_bucket_intelligenttiering_configurations put_bucket_object_lock
get_bucket_object_lock put_bucket_encryption get_bucket_encryption delete_bucket_encryption get_bucket_meta
put_live_channel get_rtmp_signed_url get_live_channel_info put_live_channel_switch get_live_channel_history
get_live_channel_status delete_live_channel list_live_channel get_vod_playlist post_vod_playlist upload_file
upload_file_from_buffer download_file copy
ci_process ci_get_bucket ci_get_media_bucket ci_get_pic_bucket ci_open_pic_bucket ci_close_pic_bucket
get_media_info get_snapshot get_pm3u8 ci_get_media_aigc_metadata ci_get_media_queue ci_update_media_queue
ci_get_media_pic_queue ci_update_media_pic_queue ci_create_media_jobs ci_create_media_pic_jobs
ci_get_media_jobs ci_get_media_pic_jobs ci_list_media_jobs ci_list_media_pic_jobs ci_cancel_jobs
ci_create_template ci_update_template ci_get_template ci_delete_template ci_create_workflow ci_update_workflow
ci_update_workflow_state ci_get_workflow ci_delete_workflow ci_trigger_workflow ci_get_workflowexecution
ci_list_workflowexecution ci_create_inventory_trigger_jobs ci_get_inventory_trigger_jobs
ci_list_inventory_trigger_jobs ci_delete_inventory_trigger_jobs ci_get_hls_play_key ci_update_hls_play_key
ci_open_asr_bucket ci_close_asr_bucket ci_get_asr_bucket ci_get_asr_queue ci_update_asr_queue ci_create_asr_job
ci_get_asr_job ci_list_asr_jobs ci_create_asr_template ci_update_asr_template ci_get_asr_template
ci_delete_asr_template ci_open_ai_bucket ci_close_ai_bucket ci_get_ai_bucket ci_get_ai_queue ci_update_ai_queue
ci_auditing_submit_common ci_auditing_query_common ci_auditing_video_submit ci_auditing_video_query
ci_auditing_audio_submit ci_auditing_audio_query ci_auditing_text_submit ci_auditing_text_query
ci_auditing_document_submit ci_auditing_document_query ci_auditing_html_submit ci_auditing_html_query
ci_auditing_image_batch ci_auditing_image_query ci_auditing_live_video_submit ci_auditing_live_video_cancle
ci_auditing_virus_submit ci_auditing_virus_query ci_auditing_report_badcase
get_object_sensitive_content_recognition
ci_create_doc_job ci_get_doc_job ci_list_doc_jobs ci_get_doc_queue ci_update_doc_queue ci_get_doc_bucket
ci_doc_preview_process ci_doc_preview_html_process
ci_put_object ci_put_object_from_local_file ci_put_object_from_local_file_and_get_qrcode ci_image_process
ci_get_object ci_download_compress_image ci_get_image_info ci_get_image_exif_info ci_get_image_ave_info
ci_image_inspect ci_get_image_aigc_metadata ci_put_image_style ci_get_image_style ci_delete_image_style
ci_image_assess_quality ci_image_detect_car ci_image_detect_label ci_recognize_logo_process
ci_super_resolution_process ci_ocr_process ci_get_object_qrcode ci_qrcode_generate file_hash ci_file_zip_preview
ci_create_file_hash_job ci_create_file_uncompress_job ci_create_file_compress_job ci_get_file_process_jobs
cos_goods_matting cos_ai_pic_matting cos_ai_portrait_matting cos_ai_image_crop cos_ai_image_coloring
cos_ai_enhance_image cos_image_repair cos_ai_detect_face cos_ai_body_recognition cos_ai_face_effect
cos_ai_id_card_ocr cos_ai_license_rec cos_liveness_recognition cos_get_live_code cos_get_action_sequence
cos_create_ai_object_detect_job cos_ai_detect_pet cos_ai_game_rec cos_auto_translation_block ci_image_search_bucket
cos_add_image_search cos_get_search_image cos_delete_image_search ci_create_asr_hot_vocabulary_table
ci_update_asr_hot_vocabulary_table ci_get_asr_hot_vocabulary_table ci_list_asr_hot_vocabulary_table
ci_delete_asr_hot_vocabulary_table _asr_hot_vocabulary_table
""".split()
METHODS += [*cases_insight.METHODS, *cases_vectors.METHODS]
